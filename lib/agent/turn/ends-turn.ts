// Errors that end a turn although a tool has thrown them: a subscriber's, say, which is not for the model to deal with.

const marked = new WeakSet();

/** Marks an error as one that ends the turn, and gives it back. */
export function endsTurn(error: unknown): unknown {
  if (typeof error === "object" && error !== null) marked.add(error);
  return error;
}

/** True for a marked error. */
export function isMarkedFatal(error: unknown): boolean {
  return typeof error === "object" && error !== null && marked.has(error);
}
