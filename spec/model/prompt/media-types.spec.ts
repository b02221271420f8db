import { describe, expect, it } from "vitest";
import { type AttachmentKind, endingOf, mediaTypeOf } from "../../../lib/model/prompt/media-types.js";

const office = "application/vnd.openxmlformats-officedocument";

describe("mediaTypeOf", () => {
  it.each<[AttachmentKind, string, string | undefined]>([
    ["image", "a.png", "image/png"],
    ["image", "a.JPEG", "image/jpeg"],
    ["image", "a.gif", "image/gif"],
    ["image", "a.pdf", undefined],
    ["audio", "a.flac", "audio/flac"],
    ["audio", "a.m4a", "audio/mp4"],
    ["audio", "a.webm", "audio/webm"],
    ["audio", "a.txt", undefined],
    ["file", "a.xlsx", `${office}.spreadsheetml.sheet`],
    ["file", "a.pptx", `${office}.presentationml.presentation`],
    ["file", "a.odt", "application/vnd.oasis.opendocument.text"],
    ["file", "a.html", "text/html"],
    ["file", "a.json", "application/json"],
    ["file", "a.mp4", "video/mp4"],
    ["file", "a.webm", "video/webm"],
    ["file", "a.png", "image/png"],
    ["file", "a.mp3", "audio/mpeg"],
    ["file", "a.constructor", undefined],
  ])("knows for %s that %s is %s", (kind, name, type) => {
    expect(mediaTypeOf(kind, name)).toBe(type);
  });
});

describe("endingOf", () => {
  it.each([
    ["a.tar.GZ", "gz"],
    ["/over.there/a", ""],
    ["C:\\a.b\\c", ""],
    [".png", ""],
    ["/home/.png", ""],
    ["a.", ""],
    ["", ""],
  ])("of %j is %j", (name, ending) => {
    expect(endingOf(name)).toBe(ending);
  });
});
