// The door `millrace/testing/vitest`: importing it gives vitest the matchers for events, and their types. The only file that
// loads vitest.
import { expect } from "vitest";
import { eventMatchers, type EventMatchers } from "./matchers/event-matchers.js";

export { eventMatchers, type EventMatchers } from "./matchers/event-matchers.js";

declare module "vitest" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars -- it adds to vitest's own, whose parameter it repeats
  interface Matchers<T> extends EventMatchers {}
}

expect.extend(eventMatchers);
