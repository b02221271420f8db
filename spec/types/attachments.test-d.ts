/** What image, audio and file take, and what they make. */
import { audio, type AudioPart, file, type FilePart, image, type ImagePart, type ProviderFile } from "millrace";
import { describe, expectTypeOf, it } from "vitest";

declare const source: string | URL | Uint8Array;
declare const bytes: Uint8Array;

describe("attachments", () => {
  it("are parts of their kind, in every form", () => {
    expectTypeOf(image(source, "low")).toEqualTypeOf<ImagePart>();
    expectTypeOf(image({ path: "a.png", detail: "low", maxBytes: 5 })).toEqualTypeOf<ImagePart>();
    expectTypeOf(audio(source, "wav", { maxBytes: 5 })).toEqualTypeOf<AudioPart>();
    expectTypeOf(audio(source, { mediaType: "audio/ogg" })).toEqualTypeOf<AudioPart>();
    expectTypeOf(audio({ fileId: "file-1", name: "a.wav" })).toEqualTypeOf<AudioPart>();
    expectTypeOf(file(source, "text/plain", "a.txt")).toEqualTypeOf<FilePart>();
    expectTypeOf(file(new URL("https://a/b"))).toEqualTypeOf<FilePart>();
    expectTypeOf(file({ path: new URL("file:///a.pdf") })).toEqualTypeOf<FilePart>();
    expectTypeOf<FilePart["file"]>().toEqualTypeOf<string | Uint8Array | ProviderFile>();
  });

  it("are one thing, told once", () => {
    // @ts-expect-error -- a path or an id, not both
    image({ path: "a.png", fileId: "file-1" });
    // @ts-expect-error -- neither
    image({ name: "a.png" });
    // @ts-expect-error -- what is said beside a path stands in the same object
    image({ path: "a.png" }, "low");
    // @ts-expect-error -- bytes do not tell what a document is
    file(bytes);
    // @ts-expect-error -- only pictures have a detail
    file({ path: "a.pdf", detail: "low" });
    // @ts-expect-error -- a format has a media type already
    audio(bytes, "wav", { mediaType: "audio/wav" });
  });
});
