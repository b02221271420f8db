import fc from "fast-check";
import { MillraceError } from "millrace";
import { describe, expect, it } from "vitest";
import type { ModelCall } from "../../lib/model/language-model.js";
import { failureOf, firstDifference, questionOf, rebuildFailure } from "../../lib/testing/recording.js";

describe("questionOf", () => {
  it("is a copy that JSON carries unchanged", () => {
    const tool = { name: "clock", parameters: { type: "object" } };
    const call = {
      messages: [{ role: "user", content: [{ type: "image", image: Buffer.from([1, 2, 3]), mediaType: "image/png" }] }],
      tools: [tool],
      options: { seed: NaN, at: new Date(0), big: 1n, run: () => 1, gone: undefined, list: [undefined] },
      signal: new AbortController().signal,
    } as unknown as ModelCall;
    const question = questionOf(call);
    tool.name = "changed";

    expect(question).toEqual({
      messages: [{ role: "user", content: [{ type: "image", image: { base64: "AQID" }, mediaType: "image/png" }] }],
      tools: [{ name: "clock", parameters: { type: "object" } }],
      options: { seed: null, at: "1970-01-01T00:00:00.000Z", big: "1", list: [null] },
    });
    expect(JSON.parse(JSON.stringify(question))).toEqual(question);
  });
});

describe("failures of a recording", () => {
  it("come back as they were, without their cause", () => {
    const error = new MillraceError("TIMEOUT", "Late.", {
      hint: "Wait.",
      cause: 1,
      details: { phase: "idle", e: new Error("x") },
    });
    const again = rebuildFailure(JSON.parse(JSON.stringify(failureOf(error))) as ReturnType<typeof failureOf>);

    expect(again).toMatchObject({ code: "TIMEOUT", message: error.message, hint: "Wait." });
    expect(again.details).toEqual({ phase: "idle", e: { name: "Error", message: "x" } });
  });

  it("have a code of the catalogue, whatever a file says", () => {
    expect(rebuildFailure({ ...failureOf("odd"), code: "NONSENSE" as never })).toMatchObject({ code: "MODEL_FAILED" });
  });
});

describe("firstDifference", () => {
  it("finds none between equal data, and one otherwise", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [left, right] = [JSON.stringify(one), JSON.stringify(other)];

        expect(firstDifference(one, JSON.parse(left), "x")).toBeUndefined();
        if (left !== right) expect(firstDifference({ a: [one, 1] }, { a: [one, 2] }, "x")?.path).toBe("x.a[1]");
      }),
    );
  });

  it("tells both values, and what is missing on either side", () => {
    expect(firstDifference({ a: 1 }, {}, "x")).toEqual({ path: "x.a", recorded: 1, called: undefined });
    expect(firstDifference([], [1], "x")).toEqual({ path: "x[0]", recorded: undefined, called: 1 });
    expect(firstDifference([], {}, "x")).toEqual({ path: "x", recorded: [], called: {} });
    expect(firstDifference(null, {}, "x")?.path).toBe("x");
  });
});
