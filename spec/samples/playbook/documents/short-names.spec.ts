/** Paths without the folder that they share. */
import { describe, expect, it } from "vitest";
import { createShortNames } from "../../../../samples/playbook/documents/short-names.js";

const shorten = (...names: string[]): string[] => names.map(createShortNames(names));

describe("createShortNames", () => {
  it("takes off what all paths share, whole folders only", () => {
    expect(shorten("a/b/one.md", "a/b/two.md")).toEqual(["one.md", "two.md"]);
    expect(shorten("a/b/one.md", "a/bc/two.md")).toEqual(["b/one.md", "bc/two.md"]);
    expect(shorten("/tmp/one.md", "/tmp/deep/two.md")).toEqual(["one.md", "deep/two.md"]);
  });

  it("leaves names alone that share nothing or are no paths", () => {
    expect(shorten("a/one.md", "b/two.md")).toEqual(["a/one.md", "b/two.md"]);
    expect(shorten("a/one.md", "text 1", "a/two.md")).toEqual(["one.md", "text 1", "two.md"]);
    expect(shorten("/one.md", "two/three.md")).toEqual(["/one.md", "two/three.md"]);
    expect(shorten()).toEqual([]);
  });
});
