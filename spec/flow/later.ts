/** Waiting by a clock that the spec moves. */
import { type ManualClock } from "millrace/testing";

/** Resolves `ms` later by the clock. */
export const after = (clock: ManualClock, ms: number): Promise<void> =>
  new Promise((done) => {
    clock.schedule(ms, done);
  });
