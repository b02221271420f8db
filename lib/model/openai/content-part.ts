// Pictures, recordings and documents as the wire wants them: addresses, data URLs, or ids of files that the server keeps.
import { Buffer } from "node:buffer";
import { MillraceError } from "../../errors/millrace-error.js";
import type { AudioPart, ContentPart } from "../chat-message.js";
import { CONTENT_KINDS } from "../content-kinds.js";
import { readDataAddress } from "../data-address.js";
import { withoutGaps } from "./wire-value.js";

/** What this client is called. */
export const PROVIDER = "openai-compatible";

/** A part of a user's message on the wire. Throws MODEL_CALL_INVALID with `path`, its place in the call. */
export function wirePart(part: ContentPart, path: string): object {
  switch (part.type) {
    case "text":
      if (typeof part.text !== "string") throw invalidCall(`${path}.text`, "is no text");
      return { type: "text", text: part.text };
    case "image": {
      const place = `${path}.image`;
      if (isKept(part.image)) return wireFileId(part.image, place);
      const url = addressOf(part.image, part.mediaType, place);
      return { type: "image_url", image_url: withoutGaps({ url, detail: part.detail }) };
    }
    case "audio":
      if (isKept(part.audio)) return wireFileId(part.audio, `${path}.audio`);
      return { type: "input_audio", input_audio: wireAudio(part, part.audio, `${path}.audio`) };
    case "file": {
      const place = `${path}.file`;
      if (isKept(part.file)) return wireFileId(part.file, place);
      const data = addressOf(part.file, part.mediaType, place);
      return { type: "file", file: { filename: part.name ?? "file", file_data: data } };
    }
    default:
      throw invalidCall(path, `is no part of a message: its type is none of ${CONTENT_KINDS.join(", ")}`);
  }
}

/** The error for a place in a call. */
export function invalidCall(path: string, what: string, hint?: string): MillraceError {
  return new MillraceError("MODEL_CALL_INVALID", `${path} ${what}.`, {
    ...(hint === undefined ? {} : { hint }),
    details: { path, retryable: false },
  });
}

/** For what is right in itself and has no place on this wire. */
function notTaken(path: string, what: string, hint: string): MillraceError {
  return new MillraceError("MODEL_CALL_INVALID", `${path} ${what}, which the provider "${PROVIDER}" does not take.`, {
    hint,
    details: { path, provider: PROVIDER, retryable: false },
  });
}

function isKept(content: unknown): content is { readonly fileId: unknown } {
  return typeof content === "object" && content !== null && "fileId" in content;
}

/** One form for files of every kind: the server knows what it keeps. */
function wireFileId({ fileId }: { readonly fileId: unknown }, path: string): object {
  if (typeof fileId !== "string" || fileId === "") throw invalidCall(`${path}.fileId`, "is no id");
  return { type: "file", file: { file_id: fileId } };
}

/** OpenAI names wav and mp3; other servers of this wire name more, by the same words. */
const AUDIO_FORMATS: ReadonlyMap<string, string> = new Map([
  ["audio/wav", "wav"],
  ["audio/x-wav", "wav"],
  ["audio/wave", "wav"],
  ["audio/mpeg", "mp3"],
  ["audio/mp3", "mp3"],
  ["audio/ogg", "ogg"],
  ["audio/flac", "flac"],
  ["audio/aac", "aac"],
  ["audio/mp4", "m4a"],
  ["audio/aiff", "aiff"],
]);

function wireAudio(part: AudioPart, audio: unknown, path: string): object {
  if (typeof audio === "string") {
    const held = readHeld(audio, path);
    if (held === undefined) {
      throw notTaken(path, "is an address", "Give the recording itself: audio({ path: … }), or its bytes.");
    }
    const mediaType = part.mediaType ?? held.mediaType;
    return { data: held.base64, format: formatOf(mediaType === "" ? part : { mediaType }, path) };
  }
  if (!(audio instanceof Uint8Array)) throw invalidCall(path, "is neither an address nor bytes");
  return { data: base64(audio), format: formatOf(part, path) };
}

function readHeld(address: string, path: string): ReturnType<typeof readDataAddress> {
  try {
    return readDataAddress(address);
  } catch {
    throw invalidCall(path, "is a data address that cannot be read");
  }
}

function formatOf({ mediaType, format }: Pick<AudioPart, "mediaType" | "format">, path: string): string {
  const word = mediaType === undefined ? format : AUDIO_FORMATS.get(mediaType.toLowerCase());
  if (word !== undefined) return word;
  if (mediaType === undefined) throw invalidCall(path, "is of bytes without a format", 'Say it: format: "wav".');
  throw notTaken(path, `is of the type ${mediaType}`, `Convert it: ${[...AUDIO_FORMATS.keys()].join(", ")} are taken.`);
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
