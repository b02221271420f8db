import { describe, expect, it } from "vitest";
import { audio, file, image, type ImageOptions } from "../../../lib/model/prompt/attachment.js";
import { caught } from "../../caught.js";

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4]);

describe("image", () => {
  it("takes addresses", () => {
    expect(image("https://a.example/cat.png")).toEqual({ type: "image", image: "https://a.example/cat.png" });
    expect(image(new URL("http://127.0.0.1:1/cat"), "low")).toEqual({
      type: "image",
      image: "http://127.0.0.1:1/cat",
      detail: "low",
    });
    expect(image("data:image/png;base64,AAAA", { detail: "high" })).toMatchObject({ detail: "high" });
  });

  it.each([
    ["image/png", PNG],
    ["image/jpeg", Buffer.from("ffd8ffe000", "hex")],
    ["image/gif", Buffer.from("GIF89a..")],
    ["image/webp", Buffer.from("RIFF1234WEBPVP8")],
    ["image/bmp", Buffer.from("BM....")],
  ])("knows %s by its bytes", (mediaType, bytes) => {
    expect(image(bytes)).toEqual({ type: "image", image: bytes, mediaType });
  });

  it("takes bytes of other kinds by name", () => {
    expect(image(Buffer.from("???"), { mediaType: "image/avif" })).toMatchObject({ mediaType: "image/avif" });
  });

  it.each<[unknown, unknown, RegExp]>([
    ["cat.png", {}, /"cat\.png", which is no address[^]*path: /],
    ["file:///cat.png", {}, /no address/],
    [new URL("file:///cat.png"), {}, /no address/],
    ["https://", {}, /no address/],
    ["data:nothing", {}, /no address/],
    ["data:text/plain,hi", {}, /no picture/],
    ["x".repeat(99), {}, /"x{60}…"/],
    [undefined, {}, /was given undefined/],
    [{ bytes: [1] }, {}, /an object that is no bytes/],
    [5, {}, /a number/],
    [Buffer.from("???"), {}, /no kind that is known[^]*mediaType/],
    [Buffer.alloc(0), {}, /no bytes/],
    ["data:image/png;base64,", {}, /no bytes/],
    [PNG, { mediaType: "png" }, /the media type "png"/],
    [PNG, "near", /the detail "near"/],
    [PNG, { maxBytes: 11 }, /12 bytes, and 11 are allowed/],
    [`data:image/png;base64,${"A".repeat(80)}`, { maxBytes: 20 }, /60 bytes, and 20/],
    [`data:image/svg+xml;charset=utf-8,${"A".repeat(80)}`, { maxBytes: 20 }, /80 bytes, and 20/],
    [Buffer.alloc(20 * 1024 * 1024 + 1), {}, /20971521 bytes, and 20971520/],
  ])("refuses %j", (source, options, message) => {
    const error = caught(() => image(source as string, options as ImageOptions));

    expect(error.code).toBe("ATTACHMENT_INVALID");
    expect(error.message).toMatch(message);
  });

  it("refuses options that nobody knows", () => {
    expect(caught(() => image(PNG, { size: 1 } as ImageOptions)).code).toBe("OPTION_INVALID");
    expect(caught(() => image(PNG, { maxBytes: 0 })).code).toBe("OPTION_INVALID");
  });
});

describe("audio", () => {
  it("takes bytes of a format", () => {
    expect(audio(PNG, "wav")).toEqual({ type: "audio", audio: PNG, format: "wav" });
  });

  it("refuses everything else", () => {
    expect(caught(() => audio("b.wav", "wav")).code).toBe("ATTACHMENT_INVALID");
    expect(caught(() => audio(PNG, "ogg" as "wav")).message).toContain('the format "ogg"');
    expect(caught(() => audio(PNG, "mp3", { maxBytes: 3 })).message).toContain("12 bytes, and 3");
    expect(caught(() => audio(new Uint8Array(), "mp3")).code).toBe("ATTACHMENT_INVALID");
  });
});

describe("file", () => {
  it("takes addresses and bytes with their type", () => {
    expect(file(PNG, "application/pdf", "a.pdf")).toEqual({
      type: "file",
      file: PNG,
      mediaType: "application/pdf",
      name: "a.pdf",
    });
    expect(file("https://a/b", "text/plain")).toEqual({ type: "file", file: "https://a/b", mediaType: "text/plain" });
  });

  it("refuses everything else", () => {
    expect(caught(() => file(PNG, "pdf")).message).toContain('the media type "pdf"');
    expect(caught(() => file("./a.pdf", "application/pdf")).code).toBe("ATTACHMENT_INVALID");
    expect(caught(() => file(PNG, "a/b", "n", { maxBytes: 3 })).code).toBe("ATTACHMENT_INVALID");
  });
});
