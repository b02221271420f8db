// A file of this machine, read at once: what is sent is what was there when it was attached.
import { MillraceError } from "../../errors/millrace-error.js";
import { checkSize, invalidAttachment } from "./check-attachment.js";
import type { AttachmentKind } from "./media-types.js";

/** A file that has been read. */
export interface FileRead {
  readonly bytes: Uint8Array;
  /** The last piece of its path. */
  readonly name: string;
}

/**
 * Reads a file, by its path or `file:` address. The modules of Node are asked for here and not imported, so that nothing
 * loads them where no path is given. What is too large is refused before it is read.
 *
 * @throws ATTACHMENT_INVALID for what cannot be read, nothing, and too much. OPTION_INVALID.
 */
export function readPath(by: AttachmentKind, path: string | URL, maxBytes: number | undefined): FileRead {
  const fs = process.getBuiltinModule("node:fs");
  const place = placeOf(by, path);
  try {
    const { size } = fs.statSync(place);
    if (size > 0) checkSize(by, size, maxBytes);
    const bytes = fs.readFileSync(place);
    checkSize(by, bytes.byteLength, maxBytes);
    return { bytes, name: process.getBuiltinModule("node:path").basename(place) };
  } catch (error) {
    if (MillraceError.is(error)) throw error;
    throw unreadable(by, path, (error as NodeJS.ErrnoException).code ?? "it is no path", error);
  }
}

function placeOf(by: AttachmentKind, path: unknown): string {
  if (typeof path === "string" && path !== "" && !/^file:/i.test(path)) return path;
  if (path instanceof URL || (typeof path === "string" && path !== "")) {
    try {
      return process.getBuiltinModule("node:url").fileURLToPath(path);
    } catch (error) {
      throw unreadable(by, path, "no path of this machine", error);
    }
  }
  throw invalidAttachment(by, `was given the path ${JSON.stringify(path)}`, "It is a text, or a URL with file:.");
}

function unreadable(by: AttachmentKind, path: string | URL, why: string, cause: unknown): MillraceError {
  return invalidAttachment(
    by,
    `was given the path ${JSON.stringify(String(path))}, which cannot be read (${why})`,
    "Paths count from the working directory of the process; for one beside your code: new URL(…, import.meta.url).",
    cause,
  );
}
