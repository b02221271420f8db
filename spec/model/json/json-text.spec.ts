import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closersOf, PLAIN_CLOSERS } from "../../../lib/model/json/json-marks.js";
import { JsonText } from "../../../lib/model/json/json-text.js";
import { cut } from "./telling.js";

/** Reads what stands behind an opening quote; answers the pieces as they become known. */
function read(
  chunks: readonly string[],
  quote = '"',
  triple = false,
): { text: JsonText; pieces: string[]; told: string[] } {
  const told: string[] = [];
  const text = new JsonText((repair, position) => told.push(`${repair} ${position}`));
  text.open(closersOf(quote.charCodeAt(0)) ?? PLAIN_CLOSERS, triple);
  let base = 0;
  const pieces = chunks.map((chunk) => {
    text.read(chunk, 0, base);
    base += chunk.length;
    return text.takeFresh();
  });
  return { text, pieces, told };
}

describe("JsonText", () => {
  it("hands out what is whole, and keeps half escapes and half pairs back", () => {
    const { text, pieces } = read(["a\\", "nb\\u0", "0e9\\ud83", "d", "\\ude", "00\ud83d", '\ude00"']);

    expect(pieces).toEqual(["a", "\nb", "é", "", "", "😀", "😀"]);
    expect(text).toMatchObject({ closed: true, repaired: false, whole: "a\nbé😀😀" });
  });

  it("pairs a raw half with an escaped one", () => {
    expect(read(["\ud83d\\ude00", '\\ud83d\ude00"']).pieces).toEqual(["😀", "😀"]);
  });

  it("stops behind its closing quote", () => {
    const text = new JsonText(() => undefined);
    text.open(PLAIN_CLOSERS, false);

    expect(text.read('ab", "c"', 0, 0)).toBe(3);
    expect(text.whole).toBe("ab");
  });

  it("keeps quotes back that may end a text in three of them", () => {
    const { text, pieces } = read(['say "', '"', 'hi""', '"'], '"', true);

    expect(pieces).toEqual(["say ", "", '""hi', ""]);
    expect(text.closed).toBe(true);
  });

  it("lets go of what is unfinished when the text ends", () => {
    const { text } = read(["a\\u00"]);
    text.cut();

    expect(text.whole).toBe("a");
  });

  it("ends every piece with a whole character, whatever the units and the cuts", () => {
    const unit = fc.constantFrom("\ud83d", "\ude00", "\\ud83d", "\\ude00", "a", "\\n", "é", "\\u00e9", "\\q");
    fc.assert(
      fc.property(fc.array(unit), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (units, sizes) => {
        const written = `${units.join("")}"`;
        const { text, pieces, told } = read(cut(written, sizes));

        for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}/u);
        expect(pieces.join("")).toBe(text.whole);
        expect(told).toEqual(read([written]).told);
        expect(text.whole).toBe(read([written]).text.whole);
      }),
    );
  });
});
