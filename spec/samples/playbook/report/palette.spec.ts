/** Colour only where a terminal shows it and nobody has refused it. */
import { describe, expect, it } from "vitest";
import { choosePalette } from "../../../../samples/playbook/report/palette.js";

describe("choosePalette", () => {
  it.each([
    [true, {}, true],
    [true, { NO_COLOR: "" }, true],
    [true, { NO_COLOR: "1" }, false],
    [true, { TERM: "dumb" }, false],
    [false, {}, false],
    [false, { FORCE_COLOR: "1" }, false],
  ])("on a terminal: %s, with %o, is colourful: %s", (isTerminal, environment, isColourful) => {
    expect(choosePalette(isTerminal, environment).isColourful).toBe(isColourful);
  });

  it("leaves text as it is without colour, and empty text empty with it", () => {
    expect(choosePalette(false, {}).high("text")).toBe("text");
    expect(choosePalette(true, {}).high("")).toBe("");
    expect(choosePalette(true, {}).high("text")).toContain("text");
  });
});
