/** What counts as text, and what each kind of file that is none is called. */
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../../samples/playbook/documents/decode-text.js";

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "utf8") : Buffer.from(part))));

describe("decodeText", () => {
  it("reads UTF-8 and takes its mark off", () => {
    expect(decodeText(bytes([0xef, 0xbb, 0xbf], "Grüße, 世界"))).toEqual({ text: "Grüße, 世界" });
  });

  it("reads UTF-16 in both orders when its mark announces it", () => {
    expect(decodeText(bytes([0xff, 0xfe, 0x48, 0, 0x69, 0]))).toEqual({ text: "Hi" });
    expect(decodeText(bytes([0xfe, 0xff, 0, 0x48, 0, 0x69]))).toEqual({ text: "Hi" });
  });

  it("refuses bytes that are no UTF-8", () => {
    expect(decodeText(bytes("caf", [0xe9], " au lait"))).toEqual({
      problem: expect.stringContaining("not valid UTF-8"),
    });
  });

  it("refuses NUL bytes, which no text has", () => {
    expect(decodeText(bytes("text", [0], "more"))).toEqual({ problem: expect.stringContaining("NUL bytes") });
  });

  it.each([
    ["a PDF", bytes("%PDF-1.7\n")],
    ["a ZIP archive or an office document", bytes([0x50, 0x4b, 3, 4, 20, 0])],
    ["a PNG picture", bytes([0x89], "PNG\r\n")],
    ["a gzip archive", bytes([0x1f, 0x8b, 8, 0])],
  ])("calls %s by its name", (name, content) => {
    expect(decodeText(content)).toEqual({ problem: `it is ${name}; only plain text and Markdown are read` });
  });

  it("gives the empty text for no bytes", () => {
    expect(decodeText(bytes())).toEqual({ text: "" });
  });
});
