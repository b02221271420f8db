/** Pictures, documents and recordings by address, id, bytes and path: one case for each promise, the same for all kinds. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { audio, file, image } from "millrace";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { caught } from "../../caught.js";

const bytes = Buffer.from("content");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-attachments-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A new file of this name with the bytes. */
function written(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function refusal(action: () => unknown): string {
  const error = caught(action);
  expect(error.code).toBe("ATTACHMENT_INVALID");
  return error.message;
}

const nothing = {} as { path: string };

describe("a picture, image(…)", () => {
  it("is an address when it is given as a URL", () => {
    expect(image("https://example.org/a.png")).toEqual({ type: "image", image: "https://example.org/a.png" });
  });

  describe("by file id", () => {
    it("is a reference to what the provider keeps, without a name", () => {
      expect(image({ fileId: "file-1" })).toEqual({ type: "image", image: { fileId: "file-1" } });
    });

    it("keeps the name that it is given", () => {
      expect(image({ fileId: "file-1", name: "cat.png", detail: "low" })).toEqual({
        type: "image",
        image: { fileId: "file-1" },
        name: "cat.png",
        detail: "low",
      });
    });
  });

  describe("by bytes", () => {
    it("keeps the bytes and the media type", () => {
      const part = image(bytes, { mediaType: "image/png", name: "cat.png" });

      expect(part).toEqual({ type: "image", image: bytes, mediaType: "image/png", name: "cat.png" });
      expect(part.image).toBe(bytes);
    });

    it("is refused without a media type where the bytes do not tell", () => {
      expect(refusal(() => image(bytes))).toContain("mediaType");
    });
  });

  describe("by path", () => {
    it("is read at once, and is image/png by .png", () => {
      const path = written("a.png");
      const part = image({ path });
      writeFileSync(path, "changed since");

      expect(part).toEqual({ type: "image", image: bytes, mediaType: "image/png", name: "a.png" });
    });

    it("is image/jpeg by .jpg", () => {
      expect(image({ path: written("a.jpg") })).toMatchObject({ image: bytes, mediaType: "image/jpeg" });
    });

    it("is refused with an ending that nobody knows", () => {
      expect(refusal(() => image({ path: written("a.xyz") }))).toMatch(/cannot tell the media type of .*a\.xyz/);
    });

    it("has the media type that is told for an ending that nobody knows", () => {
      const path = written("b.xyz");

      expect(image({ path, mediaType: "image/x-raw" })).toMatchObject({ image: bytes, mediaType: "image/x-raw" });
    });

    it("takes a path as text, and as a URL", () => {
      const path = written("a.webp");
      const part = { type: "image", image: bytes, mediaType: "image/webp", name: "a.webp" };

      expect(image({ path })).toEqual(part);
      expect(image({ path: pathToFileURL(path) })).toEqual(part);
      expect(image({ path: pathToFileURL(path).href })).toEqual(part);
    });
  });

  it("is refused without any of them", () => {
    expect(refusal(() => image(nothing))).toContain(
      "It takes bytes, an address as text or URL, { path } or { fileId }",
    );
    expect(refusal(() => (image as () => unknown)())).toContain("was given undefined");
  });
});

describe("a document, file(…)", () => {
  it("is an address when it is given as a URL", () => {
    expect(file("https://example.org/a.pdf")).toEqual({ type: "file", file: "https://example.org/a.pdf" });
  });

  describe("by file id", () => {
    it("is a reference to what the provider keeps, without a name", () => {
      expect(file({ fileId: "file-1" })).toEqual({ type: "file", file: { fileId: "file-1" } });
    });

    it("keeps the name that it is given", () => {
      expect(file({ fileId: "file-1", name: "a.pdf" })).toEqual({
        type: "file",
        file: { fileId: "file-1" },
        name: "a.pdf",
      });
    });
  });

  describe("by bytes", () => {
    it("keeps the bytes and the media type", () => {
      expect(file(bytes, "application/pdf")).toEqual({ type: "file", file: bytes, mediaType: "application/pdf" });
    });

    it("is refused without a media type", () => {
      expect(refusal(() => (file as (...given: unknown[]) => unknown)(bytes))).toContain("mediaType");
    });
  });

  describe("by path", () => {
    it("is read at once, is application/pdf by .pdf, and has the name of the file", () => {
      expect(file({ path: written("a.pdf") })).toEqual({
        type: "file",
        file: bytes,
        mediaType: "application/pdf",
        name: "a.pdf",
      });
    });

    it("is text/csv by .csv", () => {
      expect(file({ path: written("a.csv") })).toMatchObject({ mediaType: "text/csv", name: "a.csv" });
    });

    it("is of the office type by .docx", () => {
      expect(file({ path: written("a.docx") }).mediaType).toBe(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      );
    });

    it("is refused with an ending that nobody knows", () => {
      expect(refusal(() => file({ path: written("c.xyz") }))).toMatch(/cannot tell the media type/);
    });

    it("has the media type that is told for an ending that nobody knows", () => {
      expect(file({ path: written("d.xyz"), mediaType: "text/plain" })).toMatchObject({ mediaType: "text/plain" });
    });

    it("takes a path as text; .md is text/markdown", () => {
      expect(file({ path: written("a.md") }).mediaType).toBe("text/markdown");
    });
  });

  it("is refused without any of them", () => {
    expect(refusal(() => file(nothing))).toContain("{ path } or { fileId }");
  });
});

describe("a recording, audio(…)", () => {
  it("is an address when it is given as a URL", () => {
    expect(audio("https://example.org/a.mp3")).toEqual({ type: "audio", audio: "https://example.org/a.mp3" });
  });

  describe("by file id", () => {
    it("is a reference to what the provider keeps, without a name", () => {
      expect(audio({ fileId: "file-1" })).toEqual({ type: "audio", audio: { fileId: "file-1" } });
    });

    it("keeps the name that it is given", () => {
      expect(audio({ fileId: "file-1", name: "a.wav" })).toMatchObject({ name: "a.wav" });
    });
  });

  describe("by bytes", () => {
    it("keeps the bytes and the media type, or the format", () => {
      expect(audio(bytes, { mediaType: "audio/ogg" })).toEqual({
        type: "audio",
        audio: bytes,
        mediaType: "audio/ogg",
      });
      expect(audio(bytes, "wav")).toEqual({ type: "audio", audio: bytes, format: "wav" });
    });

    it("is refused without a media type and a format", () => {
      expect(refusal(() => audio(bytes))).toContain("mediaType");
    });
  });

  describe("by path", () => {
    it("is read at once, is audio/wav by .wav, and has the name of the file", () => {
      expect(audio({ path: written("a.wav") })).toEqual({
        type: "audio",
        audio: bytes,
        mediaType: "audio/wav",
        name: "a.wav",
      });
    });

    it("is audio/mpeg by .mp3", () => {
      expect(audio({ path: written("a.mp3") }).mediaType).toBe("audio/mpeg");
    });

    it("is refused with an ending that nobody knows", () => {
      expect(refusal(() => audio({ path: written("e.xyz") }))).toMatch(/cannot tell the media type/);
    });

    it("has the media type that is told for an ending that nobody knows", () => {
      expect(audio({ path: written("f.xyz"), mediaType: "audio/x-own" }).mediaType).toBe("audio/x-own");
    });

    it("takes a path as text; .ogg is audio/ogg", () => {
      expect(audio({ path: written("a.ogg") }).mediaType).toBe("audio/ogg");
    });
  });

  it("is refused without any of them", () => {
    expect(refusal(() => audio(nothing as never))).toContain("{ path } or { fileId }");
  });
});

describe("what holds for attachments of all kinds", () => {
  it.each([
    ["image", image, "A.PNG", "image/jpeg", "image/png"],
    ["audio", audio, "A.WAV", "audio/ogg", "audio/wav"],
    ["file", file, "A.Csv", "text/plain", "text/csv"],
  ] as const)(
    "an ending that %s knows, lower-cased, wins over the media type that is told",
    (_, make, name, told, type) => {
      expect(make({ path: written(name), mediaType: told })).toMatchObject({ mediaType: type, name });
    },
  );

  it("a name that is told takes the place of that of the file", () => {
    expect(file({ path: written("tmp1.pdf"), name: "report.pdf" }).name).toBe("report.pdf");
  });

  it("nothing of the file system is loaded until a path is given", () => {
    const load = vi.spyOn(process, "getBuiltinModule");
    try {
      image("https://example.org/a.png");
      image({ fileId: "file-1" });
      audio(bytes, "wav");
      file(bytes, "text/plain");
      expect(load).not.toHaveBeenCalled();

      image({ path: written("later.png") });
      expect(load).toHaveBeenCalledWith("node:fs");
    } finally {
      load.mockRestore();
    }
  });

  it.each<[string, () => unknown, RegExp]>([
    ["both a path and an id", () => image({ path: "a.png", fileId: "file-1" } as never), /both a path and a file id/],
    ["an empty id", () => file({ fileId: "" }), /the file id ""/],
    ["an id that is no text", () => file({ fileId: 5 } as never), /the file id 5/],
    ["a name that is no text", () => file({ fileId: "file-1", name: 5 } as never), /the name 5/],
    ["an empty name", () => file(bytes, "text/plain", ""), /the name ""/],
    [
      "a media type of another kind",
      () => image({ path: "a.xyz", mediaType: "text/plain" }),
      /media type "text\/plain"/,
    ],
    ["a recording that is a picture", () => audio(bytes, { mediaType: "image/png" }), /media type "image\/png"/],
    ["a data address of another kind", () => audio("data:text/plain,hi"), /no recording/],
    ["an unknown detail", () => image({ fileId: "file-1", detail: "near" } as never), /the detail "near"/],
    [
      "a picture's detail behind its path",
      () => (image as (...given: unknown[]) => unknown)({ path: "a.png" }, "low"),
      /Put them beside it/,
    ],
    [
      "a format behind a path",
      () => (audio as (...given: unknown[]) => unknown)({ path: "a.wav" }, "wav"),
      /Put them beside it/,
    ],
    [
      "a type behind an id",
      () => (file as (...given: unknown[]) => unknown)({ fileId: "f" }, "text/plain"),
      /Put them beside it/,
    ],
  ])("%s is refused", (_, action, message) => {
    expect(refusal(action)).toMatch(message);
  });

  it.each([
    ["image", () => image({ fileId: "file-1", mediaType: "image/png" } as never)],
    ["audio", () => audio({ path: "a.wav", detail: "low" } as never)],
    ["audio's options behind a format", () => audio(bytes, "wav", { mediaType: "audio/wav" } as never)],
    ["file", () => file({ path: "a.pdf", filename: "b.pdf" } as never)],
  ])("names that nobody knows are refused: %s", (_, action) => {
    expect(caught(action).code).toBe("OPTION_INVALID");
  });
});
