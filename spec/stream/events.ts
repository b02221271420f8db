/** Events and deferred handlers that the stream specs share. */
import { BaseEvent, MillraceError } from "millrace";
import { expect } from "vitest";

export class Tick extends BaseEvent {
  constructor(readonly n = 0) {
    super();
  }
}
export class Tock extends Tick {}
export class Other extends BaseEvent {
  constructor(readonly text = "") {
    super();
  }
}

/** The Millrace error that a promise rejects with. */
export async function rejected(promise: PromiseLike<unknown>): Promise<MillraceError> {
  const error: unknown = await promise.then(
    () => expect.fail("it resolved"),
    (reason: unknown) => reason,
  );
  expect(MillraceError.is(error), `a MillraceError, not ${String(error)}`).toBe(true);
  return error as MillraceError;
}

/** A promise that a spec settles. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Lets everything run that waits for nothing but microtasks. */
export async function settle(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}
