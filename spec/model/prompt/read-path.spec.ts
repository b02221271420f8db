import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { file, image } from "millrace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { caught } from "../../caught.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-paths-"));
  mkdirSync(join(folder, "folder.pdf"));
  writeFileSync(join(folder, "empty.pdf"), "");
  writeFileSync(join(folder, "a b.pdf"), "12345");
  writeFileSync(join(folder, "huge.pdf"), "");
  truncateSync(join(folder, "huge.pdf"), 8 * 1024 ** 3);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a path", () => {
  it("may have blanks, and as a URL escapes", () => {
    expect(file({ path: join(folder, "a b.pdf") })).toMatchObject({ name: "a b.pdf", file: Buffer.from("12345") });
    expect(file({ path: new URL(`file://${folder}/a%20b.pdf`) })).toMatchObject({ name: "a b.pdf" });
  });

  it.each([
    ["absent.pdf", "ENOENT"],
    ["folder.pdf", "EISDIR"],
  ])("that cannot be read is refused, with the cause: %s", (name, code) => {
    const error = caught(() => file({ path: join(folder, name) }));

    expect(error.code).toBe("ATTACHMENT_INVALID");
    expect(error.message).toContain(code);
    expect(error.cause).toMatchObject({ code });
  });

  it("to nothing is refused", () => {
    expect(caught(() => file({ path: join(folder, "empty.pdf") })).message).toContain("no bytes");
  });

  it("to too much is refused without being read", () => {
    const path = join(folder, "huge.pdf");

    expect(caught(() => file({ path })).message).toContain("8589934592 bytes, and 20971520 are allowed");
    expect(caught(() => file({ path: join(folder, "a b.pdf"), maxBytes: 4 })).code).toBe("ATTACHMENT_INVALID");
    expect(caught(() => file({ path: join(folder, "a b.pdf"), maxBytes: 0 })).code).toBe("OPTION_INVALID");
  });

  it.each([
    ["https://example.org/a.png", "ENOENT"],
    [new URL("https://example.org/a.png"), "no path of this machine"],
    ["file://%zz/a.png", "no path of this machine"],
    ["", "cannot tell"],
    [5, "cannot tell"],
    ["a\0.png", "cannot be read"],
  ])("that is none is refused: %s", (path, word) => {
    const error = caught(() => image({ path: path as string }));

    expect(error.code).toBe("ATTACHMENT_INVALID");
    expect(error.message).toContain(word);
  });

  it("that is no text is refused also where the type is told", () => {
    expect(caught(() => image({ path: 5 as never, mediaType: "image/png" })).message).toContain("the path 5");
    expect(caught(() => image({ path: "", mediaType: "image/png" })).message).toContain('the path ""');
  });
});
