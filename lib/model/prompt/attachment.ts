// What is sent beside the words: pictures, recordings, documents, checked when they are attached.
import { MillraceError } from "../../errors/millrace-error.js";
import { checkCount } from "../../primitives/check-count.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { AudioPart, FilePart, ImagePart } from "../chat-message.js";

/** How closely a model should look at a picture. */
export type ImageDetail = "auto" | "low" | "high";

/** Options of every attachment. */
export interface AttachmentOptions {
  /** The most bytes that may be sent. Default: 20 MB (20 × 1,024 × 1,024). */
  readonly maxBytes?: number;
}

/** Options of a picture. */
export interface ImageOptions extends AttachmentOptions {
  readonly detail?: ImageDetail;
  /** Needed where the bytes do not tell: those of PNG, JPEG, WebP, GIF and BMP do. */
  readonly mediaType?: string;
}

const MAX_BYTES = 20 * 1024 * 1024;

/**
 * A picture, by its address (`https:` or `data:`) or its bytes, which are not copied.
 *
 * @throws ATTACHMENT_INVALID for no address, no picture, nothing, or too much. OPTION_INVALID.
 */
export function image(source: string | URL | Uint8Array, options: ImageDetail | ImageOptions = {}): ImagePart {
  const given: ImageOptions = typeof options === "string" ? { detail: options } : options;
  refuseUnknown("image", given, ["detail", "mediaType", "maxBytes"]);
  const { detail, mediaType } = given;
  if (detail !== undefined && !["auto", "low", "high"].includes(detail)) {
    throw invalid("image", `was given the detail ${JSON.stringify(detail)}`, "It is auto, low or high.");
  }
  const checked = checkSource("image", source, given);
  const type = typeof checked === "string" ? mediaType : (mediaType ?? sniff(checked));
  if (type === undefined && typeof checked !== "string") {
    throw invalid("image", "was given bytes of no kind that is known", 'Name it: { mediaType: "image/avif" }.');
  }
  if (type !== undefined && !/^image\/[\w.+-]+$/.test(type)) {
    throw invalid("image", `was given the media type ${JSON.stringify(type)}`, "It is such as image/png.");
  }
  if (typeof checked === "string" && /^data:(?!image\/)/i.test(checked)) {
    throw invalid("image", "was given a data address that is no picture", "It begins with data:image/.");
  }
  return { type: "image", image: checked, ...(type !== undefined && { mediaType: type }), ...(detail && { detail }) };
}

/**
 * A recording, by its bytes, which are not copied.
 *
 * @throws ATTACHMENT_INVALID for no bytes, nothing, too much, or another format. OPTION_INVALID.
 */
export function audio(bytes: Uint8Array, format: "wav" | "mp3", options: AttachmentOptions = {}): AudioPart {
  refuseUnknown("audio", options, ["maxBytes"]);
  if (!(bytes instanceof Uint8Array)) throw invalid("audio", `was given ${kindOf(bytes)}`, "It takes bytes.");
  if (!(["wav", "mp3"] as unknown[]).includes(format)) {
    throw invalid("audio", `was given the format ${JSON.stringify(format)}`, "It is wav or mp3.");
  }
  checkSize("audio", bytes.byteLength, options);
  return { type: "audio", audio: bytes, format };
}

/**
 * A document, by its address (`https:` or `data:`) or its bytes, which are not copied.
 *
 * @throws ATTACHMENT_INVALID for no address, no media type, nothing, or too much. OPTION_INVALID.
 */
export function file(
  source: string | URL | Uint8Array,
  mediaType: string,
  name?: string,
  options: AttachmentOptions = {},
): FilePart {
  refuseUnknown("file", options, ["maxBytes"]);
  if (typeof mediaType !== "string" || !/^[\w.+-]+\/[\w.+-]+$/.test(mediaType)) {
    throw invalid("file", `was given the media type ${JSON.stringify(mediaType)}`, "It is such as application/pdf.");
  }
  return { type: "file", file: checkSource("file", source, options), mediaType, ...(name !== undefined && { name }) };
}

function checkSource(by: string, source: unknown, options: AttachmentOptions): string | Uint8Array {
  if (source instanceof Uint8Array) {
    checkSize(by, source.byteLength, options);
    return source;
  }
  const address = source instanceof URL ? source.href : source;
  if (typeof address !== "string") {
    throw invalid(by, `was given ${kindOf(source)}`, "It takes bytes, or an address as text or URL.");
  }
  if (/^https?:\/\/[^/]/i.test(address) && URL.canParse(address)) return address;
  const data = /^data:[\w.+-]+\/[\w.+-]+(?:;[\w.+-]+=[^;,]*)*(;base64)?,/i.exec(address);
  if (data) {
    const characters = address.length - data[0].length;
    checkSize(by, data[1] === undefined ? characters : Math.floor((characters * 3) / 4), options);
    return address;
  }
  const told = address.length > 60 ? `${address.slice(0, 60)}…` : address;
  throw invalid(
    by,
    `was given ${JSON.stringify(told)}, which is no address that a provider can open`,
    `Read a file yourself, ${by}(await readFile(path)…), or give an address with https: or data:.`,
  );
}

function checkSize(by: string, bytes: number, { maxBytes = MAX_BYTES }: AttachmentOptions): void {
  checkCount("maxBytes", maxBytes, 1);
  if (bytes === 0) throw invalid(by, "was given nothing: no bytes", "Check where they were read from.");
  if (bytes <= maxBytes) return;
  throw invalid(
    by,
    `was given ${String(bytes)} bytes, and ${String(maxBytes)} are allowed`,
    "Make it smaller, give an address in its place, or allow more: { maxBytes }.",
  );
}

/** How files of a kind begin, in hexadecimal; a dot is any digit. */
const BEGINNINGS: readonly (readonly [type: string, beginning: RegExp])[] = [
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/gif", /^47494638(?:37|39)61/],
  ["image/webp", /^52494646.{8}57454250/],
  ["image/bmp", /^424d/],
];

function sniff(bytes: Uint8Array): string | undefined {
  const beginning = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0];
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object that is no bytes" : `a ${typeof value}`;
}

function invalid(by: string, what: string, hint: string): MillraceError {
  return new MillraceError("ATTACHMENT_INVALID", `${by} ${what}.`, { hint });
}
