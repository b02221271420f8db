// What every attachment has to keep to: its size, the form of its media type, and how it is told when it does not.
import { MillraceError } from "../../errors/millrace-error.js";
import { checkCount } from "../../primitives/check-count.js";
import type { AttachmentKind } from "./media-types.js";

const MAX_BYTES = 20 * 1024 * 1024;

/** Refuses nothing and too much. Default of `maxBytes`: 20 MB. */
export function checkSize(by: AttachmentKind, bytes: number, maxBytes: number | undefined): void {
  const most = maxBytes ?? MAX_BYTES;
  checkCount("maxBytes", most, 1);
  if (bytes === 0) throw invalidAttachment(by, "was given nothing: no bytes", "Check where they were read from.");
  if (bytes <= most) return;
  throw invalidAttachment(
    by,
    `was given ${String(bytes)} bytes, and ${String(most)} are allowed`,
    "Make it smaller, give an address in its place, or allow more: { maxBytes }.",
  );
}

const TYPES: Readonly<Record<AttachmentKind, readonly [form: RegExp, such: string]>> = {
  image: [/^image\/[\w.+-]+$/, "image/png"],
  audio: [/^audio\/[\w.+-]+$/, "audio/wav"],
  file: [/^[\w.+-]+\/[\w.+-]+$/, "application/pdf"],
};

/** Refuses media types of another form, or of another kind. */
export function checkMediaType(by: AttachmentKind, mediaType: unknown): void {
  const [form, such] = TYPES[by];
  if (typeof mediaType === "string" && form.test(mediaType)) return;
  throw invalidAttachment(by, `was given the media type ${JSON.stringify(mediaType)}`, `It is such as ${such}.`);
}

/** How pictures of a kind begin, in hexadecimal; a dot is any digit. */
const BEGINNINGS: readonly (readonly [type: string, beginning: RegExp])[] = [
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/gif", /^47494638(?:37|39)61/],
  ["image/webp", /^52494646.{8}57454250/],
  ["image/bmp", /^424d/],
];

/** The media type of a picture by its first bytes. */
export function sniff(bytes: Uint8Array): string | undefined {
  const beginning = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0];
}

/** The error of `image`, `audio` and `file`. */
export function invalidAttachment(by: AttachmentKind, what: string, hint: string, cause?: unknown): MillraceError {
  return new MillraceError("ATTACHMENT_INVALID", `${by} ${what}.`, { hint, cause });
}
