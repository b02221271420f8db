/** The error that shows the place. */
import { describe, expect, it } from "vitest";
import { syntaxError } from "../../lib/filter/syntax-error.js";

describe("syntaxError", () => {
  it("shows the text with a caret under the place", () => {
    const { message, details } = syntaxError("[a] || [b]", 5, "a class is expected");

    expect(message.split("\n").slice(0, 3)).toEqual(["a class is expected:", "  [a] || [b]", "       ^"]);
    expect(details).toEqual({ text: "[a] || [b]", at: 5 });
  });

  it("shows the surroundings in a long text", () => {
    const text = `${"x".repeat(1000)}HERE${"y".repeat(1000)}`;

    const [, shown = "", caret = ""] = syntaxError(text, 1000, "why").message.split("\n");

    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(caret.indexOf("^")).startsWith("HERE")).toBe(true);
  });

  it("keeps to one line and lets no control character out", () => {
    const { message } = syntaxError("a\n\tb\u001b[31mc", 3, "why");

    expect(message.split("\n")[1]).toBe("  a  b [31mc");
  });

  it("keeps the cause", () => {
    expect(syntaxError("a", 0, "why", "because").cause).toBe("because");
    expect("cause" in syntaxError("a", 0, "why")).toBe(false);
  });
});
