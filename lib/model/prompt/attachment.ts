// What is sent beside the words: pictures, recordings, documents, checked when they are attached.
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { AudioPart, FilePart, ImagePart } from "../chat-message.js";
import {
  type AttachmentOptions,
  type FileIdSource,
  isNamed,
  openGiven,
  openNamed,
  type PathSource,
} from "./attachment-source.js";
import { invalidAttachment, sniff } from "./check-attachment.js";

/** How closely a model should look at a picture. */
export type ImageDetail = "auto" | "low" | "high";

/** Options of a picture. */
export interface ImageOptions extends AttachmentOptions {
  readonly detail?: ImageDetail;
  /** Needed where the bytes do not tell: those of PNG, JPEG, WebP, GIF and BMP do. */
  readonly mediaType?: string;
  /** What the file is called. */
  readonly name?: string;
}

/** Options of a recording. */
export interface AudioOptions extends AttachmentOptions {
  /** Needed for bytes, such as `audio/ogg`. */
  readonly mediaType?: string;
  /** What the file is called. */
  readonly name?: string;
}

/** A picture by its path or its id at the provider. */
export type NamedImage = (PathSource | FileIdSource) & { readonly detail?: ImageDetail };

/**
 * A picture.
 *
 * ```ts
 * image("https://example.com/cat.png", "low"); // by its address, https: or data:
 * image(bytes); // not copied
 * image({ path: "cat.png" }); // read at once; png, jpg, webp, gif and others by their ending
 * image({ fileId: "file-1", name: "cat.png" }); // kept by the provider
 * ```
 *
 * The media type of a path is that of its ending, lower-cased, whatever `mediaType` says; that is for other endings.
 *
 * @throws ATTACHMENT_INVALID for no address, no picture, a path that cannot be read, nothing, or too much. OPTION_INVALID.
 */
export function image(source: string | URL | Uint8Array, options?: ImageDetail | ImageOptions): ImagePart;
export function image(file: NamedImage): ImagePart;
export function image(source: string | URL | Uint8Array | NamedImage, options?: ImageDetail | ImageOptions): ImagePart {
  if (isNamed(source)) {
    refuseMore("image", options);
    const { content, ...beside } = openNamed("image", source, ["detail"]);
    return { type: "image", image: content, ...beside, ...checkDetail(source.detail) };
  }
  const given: ImageOptions = typeof options === "string" ? { detail: options } : (options ?? {});
  refuseUnknown("image", given, ["detail", "mediaType", "name", "maxBytes"]);
  const detail = checkDetail(given.detail);
  const { content, mediaType, ...beside } = openGiven("image", source, given);
  const type = content instanceof Uint8Array ? (mediaType ?? sniff(content)) : mediaType;
  if (type === undefined && content instanceof Uint8Array) {
    const hint = 'Name it: { mediaType: "image/avif" }.';
    throw invalidAttachment("image", "was given bytes of no kind that is known, and no mediaType", hint);
  }
  if (typeof content === "string" && /^data:(?!image\/)/i.test(content)) {
    throw invalidAttachment("image", "was given a data address that is no picture", "It begins with data:image/.");
  }
  return { type: "image", image: content, ...(type !== undefined && { mediaType: type }), ...beside, ...detail };
}

/**
 * A recording. Which forms and formats a model takes is for its client to say: OpenAI takes the bytes of wav and mp3.
 *
 * ```ts
 * audio(bytes, "wav"); // not copied
 * audio(bytes, { mediaType: "audio/ogg" });
 * audio("https://example.com/talk.mp3"); // by its address, https: or data:
 * audio({ path: "talk.mp3" }); // read at once; wav, mp3, ogg, flac and others by their ending
 * audio({ fileId: "file-1", name: "talk.mp3" }); // kept by the provider
 * ```
 *
 * The media type of a path is that of its ending, lower-cased, whatever `mediaType` says; that is for other endings.
 *
 * @throws ATTACHMENT_INVALID for no address, bytes without a media type, another format, a path that cannot be read,
 * nothing, or too much. OPTION_INVALID.
 */
export function audio(source: string | URL | Uint8Array, format: "wav" | "mp3", options?: AttachmentOptions): AudioPart;
export function audio(source: string | URL | Uint8Array, options?: AudioOptions): AudioPart;
export function audio(file: PathSource | FileIdSource): AudioPart;
export function audio(
  source: string | URL | Uint8Array | PathSource | FileIdSource,
  formatOrOptions?: "wav" | "mp3" | AudioOptions,
  more?: AttachmentOptions,
): AudioPart {
  if (isNamed(source)) {
    refuseMore("audio", formatOrOptions, more);
    const { content, ...beside } = openNamed("audio", source);
    return { type: "audio", audio: content, ...beside };
  }
  const format = typeof formatOrOptions === "string" ? formatOrOptions : undefined;
  if (format !== undefined && !["wav", "mp3"].includes(format)) {
    const hint = 'It is wav or mp3; name others by their media type: { mediaType: "audio/ogg" }.';
    throw invalidAttachment("audio", `was given the format ${JSON.stringify(format)}`, hint);
  }
  const options: AudioOptions = (typeof formatOrOptions === "string" ? more : formatOrOptions) ?? {};
  refuseUnknown("audio", options, format === undefined ? ["mediaType", "name", "maxBytes"] : ["maxBytes"]);
  const { content, ...beside } = openGiven("audio", source, options);
  if (content instanceof Uint8Array && format === undefined && beside.mediaType === undefined) {
    const hint = 'Name it: audio(bytes, "wav"), or { mediaType: "audio/ogg" }.';
    throw invalidAttachment("audio", "was given bytes without a format or mediaType", hint);
  }
  if (typeof content === "string" && /^data:(?!audio\/)/i.test(content)) {
    throw invalidAttachment("audio", "was given a data address that is no recording", "It begins with data:audio/.");
  }
  return { type: "audio", audio: content, ...(format !== undefined && { format }), ...beside };
}

/**
 * A document, or any other file.
 *
 * ```ts
 * file(bytes, "application/pdf", "report.pdf"); // not copied
 * file("https://example.com/report.pdf"); // by its address, https: or data:
 * file({ path: "report.docx" }); // read at once; documents, texts, code, tables, videos and others by their ending
 * file({ fileId: "file-1", name: "report.pdf" }); // kept by the provider
 * ```
 *
 * The media type of a path is that of its ending, lower-cased, whatever `mediaType` says; that is for other endings.
 *
 * @throws ATTACHMENT_INVALID for no address, bytes without a media type, a path that cannot be read, nothing, or too much.
 * OPTION_INVALID.
 */
export function file(
  source: string | URL | Uint8Array,
  mediaType: string,
  name?: string,
  options?: AttachmentOptions,
): FilePart;
export function file(address: string | URL, mediaType?: string, name?: string, options?: AttachmentOptions): FilePart;
export function file(file: PathSource | FileIdSource): FilePart;
export function file(
  source: string | URL | Uint8Array | PathSource | FileIdSource,
  mediaType?: string,
  name?: string,
  options?: AttachmentOptions,
): FilePart {
  if (isNamed(source)) {
    refuseMore("file", mediaType, name, options);
    const { content, ...beside } = openNamed("file", source);
    return { type: "file", file: content, ...beside };
  }
  refuseUnknown("file", options, ["maxBytes"]);
  const { content, ...beside } = openGiven("file", source, { ...options, mediaType, name });
  if (content instanceof Uint8Array && beside.mediaType === undefined) {
    const hint = 'Name it: file(bytes, "application/pdf").';
    throw invalidAttachment("file", "was given bytes without a mediaType", hint);
  }
  return { type: "file", file: content, ...beside };
}

function checkDetail(detail: ImageDetail | undefined): { readonly detail?: ImageDetail } {
  if (detail === undefined) return {};
  if (["auto", "low", "high"].includes(detail)) return { detail };
  throw invalidAttachment("image", `was given the detail ${JSON.stringify(detail)}`, "It is auto, low or high.");
}

// What stands behind a path or an id would be passed over, and nobody would see.
function refuseMore(by: "image" | "audio" | "file", ...more: readonly unknown[]): void {
  if (more.every((value) => value === undefined)) return;
  throw invalidAttachment(by, "was given options behind a path or file id", "Put them beside it: { path, name }.");
}
