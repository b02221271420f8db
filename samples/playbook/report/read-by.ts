// Who has read a document, in words: a model, plain code, or plain code because the model could not.

/** For each half of the second stage. */
export interface Halves<T> {
  readonly facts: T;
  readonly risks: T;
}

export const PLAIN_CODE = "plain code";
/** A model as the report names it; its own name may be anything. */
export const modelNamed = (name: string): string => `model ${name}`;

/** For the report: who found what. */
export function describeReadBy(readBy: Halves<string>): string {
  const facts = spoken(readBy.facts);
  const risks = spoken(readBy.risks);
  if (facts === risks) return `Facts and risks were found by ${facts}.`;
  return `Facts were found by ${facts}, risks by ${risks}.`;
}

/** Why plain code found what a model was to find, in one line; undefined where it did not. */
export function describeFallback({ facts, risks }: Halves<string | undefined>): string | undefined {
  if (facts === undefined && risks === undefined) return undefined;
  if (facts === risks) return `plain code found facts and risks: ${String(facts)}`;
  const halves = Object.entries({ facts, risks }).flatMap(([half, why]) =>
    why === undefined ? [] : `plain code found the ${half}: ${why}`,
  );
  return halves.join("; ");
}

function spoken(by: string): string {
  return by === PLAIN_CODE ? by : `the ${by}`;
}
