/** Misspelt options are refused wherever options are taken. */
import { BaseEvent, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";

describe("an option that nobody knows", () => {
  it.each([
    ["a stream", () => new MemoryStream({ histroy: false } as never)],
    ["get", () => new MemoryStream().get(BaseEvent, { timeout: 5 } as never)],
    ["get of a view", () => new MemoryStream().where(BaseEvent).get({ timeout: 5 } as never)],
    ["join", () => new MemoryStream().join({ max: 5 } as never)],
    ["a context", () => new MemoryStream().context({ variable: {} } as never)],
    ["explain", () => new MemoryStream().explain(new (class Tick extends BaseEvent {})(), { names: [] } as never)],
    ["createExecution", () => new TriggerFlow("f").createExecution({ autoclose: true } as never)],
  ])("is refused by %s", (_place, use) => {
    const error = caught(use);

    expect(error.code).toBe("OPTION_INVALID");
    expect(error.hint).toMatch(/^The options are /);
  });
});
