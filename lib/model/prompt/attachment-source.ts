// Where an attachment comes from: bytes, an address, a path, or the id of a file that a provider keeps.
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { ProviderFile } from "../chat-message.js";
import { checkMediaType, checkSize, invalidAttachment } from "./check-attachment.js";
import { type AttachmentKind, endingOf, mediaTypeOf } from "./media-types.js";
import { readPath } from "./read-path.js";

/** Options of every attachment. */
export interface AttachmentOptions {
  /** The most bytes that may be sent. Default: 20 MB (20 × 1,024 × 1,024). */
  readonly maxBytes?: number;
}

/** A file of this machine. Its bytes are read at once, so that what is sent is what was there. */
export interface PathSource extends AttachmentOptions {
  /** From the working directory of the process, or as `new URL("./a.png", import.meta.url)`. */
  readonly path: string | URL;
  /** Needed where the ending of the name does not tell, and only used there. */
  readonly mediaType?: string;
  /** What the file is called. Default: the last piece of the path. */
  readonly name?: string;
  readonly fileId?: never;
}

/** A file that the provider keeps, by the id that it gave when the file was uploaded. */
export interface FileIdSource {
  readonly fileId: string;
  /** What the file is called. */
  readonly name?: string;
  readonly path?: never;
  readonly mediaType?: never;
  readonly maxBytes?: never;
}

/** What stands behind an attachment. */
export interface Opened {
  readonly content: string | Uint8Array | ProviderFile;
  readonly mediaType?: string;
  readonly name?: string;
}

/** What is told beside bytes and addresses. */
interface Told extends AttachmentOptions {
  readonly mediaType?: string | undefined;
  readonly name?: string | undefined;
}

/** Whether something is a file by its path or its id. */
export function isNamed(source: unknown): source is PathSource | FileIdSource {
  if (typeof source !== "object" || source === null || source instanceof Uint8Array || source instanceof URL)
    return false;
  const { path, fileId } = source as { readonly path?: unknown; readonly fileId?: unknown };
  return path !== undefined || fileId !== undefined;
}

/**
 * Opens a file by its path or its id. The media type is that of the ending, and the one that is told for other endings.
 *
 * @throws ATTACHMENT_INVALID, and OPTION_INVALID for names that nobody knows.
 */
export function openNamed(by: AttachmentKind, source: PathSource | FileIdSource, more: readonly string[] = []): Opened {
  const { path, fileId, mediaType, name, maxBytes } = source;
  if (path !== undefined && (fileId as unknown) !== undefined) {
    throw invalidAttachment(by, "was given both a path and a file id", "Give the one that is meant.");
  }
  refuseUnknown(by, source, path === undefined ? ["fileId", "name", ...more] : [...PATH_OPTIONS, ...more]);
  checkName(by, name);
  if (path === undefined) {
    if (typeof fileId !== "string" || fileId === "") {
      throw invalidAttachment(by, `was given the file id ${JSON.stringify(fileId)}`, "It is what the upload returned.");
    }
    return { content: { fileId }, ...(name !== undefined && { name }) };
  }
  const ending = mediaTypeOf(by, path instanceof URL ? path.pathname : path);
  if (ending === undefined) checkTold(by, path, mediaType);
  const type = ending ?? mediaType;
  const read = readPath(by, path, maxBytes);
  return { content: read.bytes, name: name ?? read.name, ...(type !== undefined && { mediaType: type }) };
}

const PATH_OPTIONS = ["path", "mediaType", "name", "maxBytes"];

// Refused before the file is read: what it is stays unknown, whatever is in it.
function checkTold(by: AttachmentKind, path: string | URL, mediaType: string | undefined): void {
  if (mediaType !== undefined) {
    checkMediaType(by, mediaType);
    return;
  }
  const ending = endingOf(String(path));
  throw invalidAttachment(
    by,
    `cannot tell the media type of ${JSON.stringify(String(path))} by its ending ${JSON.stringify(ending)}`,
    "Say it: { path, mediaType }.",
  );
}

/**
 * Checks bytes and addresses. Bytes are not copied.
 *
 * @throws ATTACHMENT_INVALID for no address, nothing, too much, and a media type of another kind. OPTION_INVALID.
 */
export function openGiven(by: AttachmentKind, source: unknown, { mediaType, name, maxBytes }: Told): Opened {
  const content = checkSource(by, source, maxBytes);
  if (mediaType !== undefined) checkMediaType(by, mediaType);
  checkName(by, name);
  return { content, ...(mediaType !== undefined && { mediaType }), ...(name !== undefined && { name }) };
}

function checkSource(by: AttachmentKind, source: unknown, maxBytes: number | undefined): string | Uint8Array {
  if (source instanceof Uint8Array) {
    checkSize(by, source.byteLength, maxBytes);
    return source;
  }
  const address = source instanceof URL ? source.href : source;
  if (typeof address !== "string") {
    throw invalidAttachment(
      by,
      `was given ${kindOf(source)}`,
      "It takes bytes, an address as text or URL, { path } or { fileId }.",
    );
  }
  if (/^https?:\/\/[^/]/i.test(address) && URL.canParse(address)) return address;
  const data = /^data:[\w.+-]+\/[\w.+-]+(?:;[\w.+-]+=[^;,]*)*(;base64)?,/i.exec(address);
  if (data) {
    const characters = address.length - data[0].length;
    checkSize(by, data[1] === undefined ? characters : Math.floor((characters * 3) / 4), maxBytes);
    return address;
  }
  const told = address.length > 60 ? `${address.slice(0, 60)}…` : address;
  throw invalidAttachment(
    by,
    `was given ${JSON.stringify(told)}, which is no address that a provider can open`,
    `Give a file of this machine as ${by}({ path: … }), or an address with https: or data:.`,
  );
}

function checkName(by: AttachmentKind, name: unknown): void {
  if (name === undefined || (typeof name === "string" && name !== "")) return;
  throw invalidAttachment(by, `was given the name ${JSON.stringify(name)}`, "It is a text, or left out.");
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object that is no bytes" : `a ${typeof value}`;
}
