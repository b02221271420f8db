import { expect, it } from "vitest";
import { finishReasonOf } from "../../../lib/model/openai/finish-reason.js";

it.each([
  ["stop", "stop"],
  ["STOP", "stop"],
  ["end_turn", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
  ["insufficient_system_resource", "other"],
  ["constructor", "other"],
])("finishReasonOf gives %s the name %s", (raw, reason) => {
  expect(finishReasonOf(raw)).toBe(reason);
});
