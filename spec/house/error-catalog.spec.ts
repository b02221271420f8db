/** The catalogue of error codes is the truth: each code is thrown, documented, and provoked by a spec. */
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../lib/errors/error-codes.js";
import { readText, typeScriptFiles } from "./repository.js";

const codes = Object.keys(ERROR_CODES);
const documentation = readText("lib/errors/README.md");
const headings = [...documentation.matchAll(/^### `?([A-Z][A-Z0-9_]*)`?\s*$/gm)].map(([, code]) => code ?? "");

const lib = typeScriptFiles("lib").filter((path) => path !== "lib/errors/error-codes.ts");
const specs = typeScriptFiles("spec").filter((path) => !/^spec\/(house|bench)\//.test(path));

/** What stands in quotes and in capitals in these files. A comparison, `=== "CODE"`, does not throw and is left out. */
function quotedIn(files: readonly string[]): ReadonlySet<string> {
  const quoted = /(?<![!=]==\s*)["'`]([A-Z][A-Z0-9_]*)["'`]/g;
  return new Set(files.flatMap((path) => [...readText(path).matchAll(quoted)].map(([, code]) => code ?? "")));
}

describe("the error catalogue", () => {
  it("says for each code what happened and how to mend it", () => {
    for (const [code, { summary, hint }] of Object.entries(ERROR_CODES)) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(summary, code).toMatch(/^[A-Z].*\.$/);
      expect(hint, code).not.toBe("");
    }
  });

  it("has a heading in lib/errors/README.md for each code", () => {
    expect(codes.filter((code) => !headings.includes(code))).toEqual([]);
  });

  it("has no heading without a code, and none twice", () => {
    expect(headings.filter((heading) => !codes.includes(heading))).toEqual([]);
    expect(headings).toHaveLength(new Set(headings).size);
  });

  it("holds no code that lib never throws", () => {
    const thrown = quotedIn(lib);

    expect(codes.filter((code) => !thrown.has(code))).toEqual([]);
  });

  it("holds no code that no spec provokes", () => {
    const provoked = quotedIn(specs);

    expect(codes.filter((code) => !provoked.has(code))).toEqual([]);
  });
});
