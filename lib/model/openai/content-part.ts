// Pictures, recordings and documents as the wire wants them: addresses, or data URLs.
import { Buffer } from "node:buffer";
import { MillraceError } from "../../errors/millrace-error.js";
import type { ContentPart, FilePart, ImagePart } from "../chat-message.js";
import { withoutGaps } from "./wire-value.js";

/** A part of a user's message on the wire. Throws MODEL_CALL_INVALID with `path`, its place in the call. */
export function wirePart(part: ContentPart, path: string): object {
  switch (part.type) {
    case "text":
      if (typeof part.text !== "string") throw invalidCall(`${path}.text`, "is no text");
      return { type: "text", text: part.text };
    case "image":
      return { type: "image_url", image_url: withoutGaps({ url: imageUrl(part, path), detail: part.detail }) };
    case "audio":
      if (!(part.audio instanceof Uint8Array)) throw invalidCall(`${path}.audio`, "is not of bytes");
      return { type: "input_audio", input_audio: { data: base64(part.audio), format: part.format } };
    case "file":
      return { type: "file", file: { filename: part.name ?? "file", file_data: fileUrl(part, path) } };
    default:
      throw invalidCall(path, "is no part of a message: its type is none of text, image, audio, file");
  }
}

/** The error for a place in a call. */
export function invalidCall(path: string, what: string, hint?: string): MillraceError {
  return new MillraceError("MODEL_CALL_INVALID", `${path} ${what}.`, {
    ...(hint === undefined ? {} : { hint }),
    details: { path, retryable: false },
  });
}

function imageUrl({ image, mediaType }: ImagePart, path: string): string {
  return addressOf(image, mediaType, `${path}.image`);
}

function fileUrl({ file, mediaType }: FilePart, path: string): string {
  return addressOf(file, mediaType, `${path}.file`);
}

function addressOf(content: string | Uint8Array, mediaType: string | undefined, path: string): string {
  if (typeof content === "string") {
    if (/^(https?|data):/i.test(content)) return content;
    throw invalidCall(path, "is no address", "Give an https: or data: address, or read the file and give its bytes.");
  }
  if (!(content instanceof Uint8Array)) throw invalidCall(path, "is neither an address nor bytes");
  if (mediaType === undefined || !mediaType.includes("/")) {
    throw invalidCall(path, "is of bytes without a media type", 'Say what they are, such as mediaType: "image/png".');
  }
  return `data:${mediaType};base64,${base64(content)}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
