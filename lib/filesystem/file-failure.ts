// What a model is told when a file cannot be had: by its own name of the file, and without the paths of this machine.
import { MillraceError } from "../errors/millrace-error.js";

/** Why a file tool failed; `details.reason` of TOOL_FILE_FAILED. */
export type FileFailureReason =
  "missing" | "folder" | "no-file" | "too-large" | "binary" | "no-match" | "denied" | "pattern" | "failed";

/** TOOL_FILE_FAILED. */
export function fileFailed(reason: FileFailureReason, path: string, message: string, cause?: unknown): MillraceError {
  return new MillraceError("TOOL_FILE_FAILED", message, {
    details: { path, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** TOOL_PATH_REFUSED. */
export function pathRefused(path: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError("TOOL_PATH_REFUSED", `The path ${JSON.stringify(path)} was refused: ${why}.`, {
    details: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Why a link is refused. */
export const LEADS_OUT = "it leads out of the folder";

/** What the operating system calls an error, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : undefined;
}

/** An error of the operating system in words for a model; other errors as they are. */
export function inWords(path: string, error: unknown): unknown {
  if (MillraceError.is(error) || !(error instanceof Error)) return error;
  switch (systemCode(error)) {
    case undefined:
      return error;
    case "ENOENT":
      return missing(path, error);
    case "EISDIR":
      return isFolder(path, error);
    case "ENOTDIR":
    case "EEXIST":
      return fileFailed("no-file", path, `A part of ${path} is a file, and no folder.`, error);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return fileFailed("denied", path, `The system does not allow this with ${path}.`, error);
    case "ELOOP":
      return pathRefused(path, "its links lead nowhere", error);
    default:
      return fileFailed("failed", path, `The system failed with ${path}: ${String(systemCode(error))}.`, error);
  }
}

/** There is no such file. */
export function missing(path: string, cause?: unknown): MillraceError {
  return fileFailed("missing", path, `There is no file ${path}.`, cause);
}

/** It is a folder. */
export function isFolder(path: string, cause?: unknown): MillraceError {
  return fileFailed("folder", path, `${path} is a folder, and no file.`, cause);
}
