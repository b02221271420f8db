import { describe, expect, it } from "vitest";
import { CONTENT_KINDS, isContentPart } from "../../lib/model/content-kinds.js";

describe("isContentPart", () => {
  it("knows the parts of a message by their kind", () => {
    expect(CONTENT_KINDS).toEqual(["text", "image", "audio", "file"]);
    for (const type of CONTENT_KINDS) expect(isContentPart({ type })).toBe(true);
  });

  it.each([undefined, null, "text", 5, {}, { type: "video" }, { type: ["text"] }, { type: "constructor" }])(
    "knows that %j is none",
    (value) => {
      expect(isContentPart(value)).toBe(false);
    },
  );
});
