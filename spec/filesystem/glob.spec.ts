/** Patterns of paths. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGlobs } from "../../lib/filesystem/glob.js";
import { caught } from "../caught.js";

const fits = (pattern: string, path: string): boolean =>
  readGlobs(pattern).some((glob) => glob.matches(path.split("/")) && path.split("/").length <= glob.depth);

/** What the words of the documentation say, tried in every way. */
function fitsByTrial(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === "**") {
    if (rest.length === 0) return path.length > 0;
    return path.some((_, index) => fitsByTrial(rest, path.slice(index)));
  }
  const [name, ...others] = path;
  return name !== undefined && nameByTrial(first, name) && fitsByTrial(rest, others);
}

function nameByTrial(pattern: string, name: string): boolean {
  const [first] = pattern;
  if (first === undefined) return name === "";
  if (first === "*") return nameByTrial(pattern.slice(1), name) || (name !== "" && nameByTrial(pattern, name.slice(1)));
  return name !== "" && (first === "?" || first === name[0]) && nameByTrial(pattern.slice(1), name.slice(1));
}

const path = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
});
const part = fc.oneof(
  fc.constant("**"),
  fc
    .string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 4 })
    .filter((text) => !/^\*\*+$/.test(text)),
);

describe("readGlobs", () => {
  it("matches what the words say, as trying everything does", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), path, (pattern, names) => {
        expect(fits(pattern.join("/"), names.join("/"))).toBe(fitsByTrial(pattern, names));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[^a-c]x", "dx", true],
    ["[a", "[a", true],
    ["a.c", "abc", false],
    ["a+(b)", "a+(b)", true],
    ["?", "☕", true],
    ["?", "🦉", true],
    ["{a,{b,c}}.x", "c.x", true],
    ["{a}", "{a}", true],
  ])("reads %s against %s as %s", (pattern, name, verdict) => {
    expect(fits(pattern, name)).toBe(verdict);
  });

  it("knows the folders that every match is in, and how deep matches are", () => {
    expect(readGlobs("a/b/*.txt")).toMatchObject([{ base: ["a", "b"], depth: 3 }]);
    expect(readGlobs("a/**")).toMatchObject([{ base: ["a"], depth: Infinity }]);
    expect(readGlobs("a/b")).toMatchObject([{ base: ["a"], depth: 2 }]);
    expect(readGlobs("**/a")).toMatchObject([{ base: [], depth: Infinity }]);
  });

  it("takes no longer for patterns that are made to take long", () => {
    const name = "a".repeat(250);

    expect(fits(`${"*a".repeat(200)}b`, name)).toBe(false);
    expect(fits(`${"**/a*/".repeat(80)}b`, Array(200).fill("a").join("/"))).toBe(false);
    expect(caught(() => readGlobs("{a,a}".repeat(100))).details).toMatchObject({ reason: "pattern" });
  });

  it("refuses patterns that go up, or are absolute, also in an alternative", () => {
    for (const pattern of ["../*", "a/../../*", "/etc/*", "{a,..}/*"]) {
      expect(caught(() => readGlobs(pattern)).code).toBe("TOOL_PATH_REFUSED");
    }
  });
});
