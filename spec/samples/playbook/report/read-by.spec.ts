/** Who has read a document, in words. */
import { describe, expect, it } from "vitest";
import {
  describeFallback,
  describeReadBy,
  modelNamed,
  PLAIN_CODE,
} from "../../../../samples/playbook/report/read-by.js";

describe("describeReadBy", () => {
  it("names one reader or two", () => {
    const model = modelNamed("tiny");

    expect(describeReadBy({ facts: PLAIN_CODE, risks: PLAIN_CODE })).toBe("Facts and risks were found by plain code.");
    expect(describeReadBy({ facts: model, risks: model })).toBe("Facts and risks were found by the model tiny.");
    expect(describeReadBy({ facts: model, risks: PLAIN_CODE })).toBe(
      "Facts were found by the model tiny, risks by plain code.",
    );
  });
});

describe("describeFallback", () => {
  it.each([
    [undefined, undefined, undefined],
    ["it is out", "it is out", "plain code found facts and risks: it is out"],
    [undefined, "it is out", "plain code found the risks: it is out"],
    ["it is out", "it lies", "plain code found the facts: it is out; plain code found the risks: it lies"],
  ])("says in one line why plain code did it: %s, %s", (facts, risks, line) => {
    expect(describeFallback({ facts, risks })).toBe(line);
  });
});
