// Turns what stands on the command line into documents: files, folders, `-` for standard input, or text itself. Nothing
// is read before its turn, and what cannot be read says why in one line, so that the others can go on.

import { join } from "node:path";
import { cleanLine } from "../normalize/clean-text.js";
import { decodeText } from "./decode-text.js";
import type { FileAccess } from "./file-access.js";

export interface Source {
  /** How the document is called in every message and report. */
  readonly name: string;
  readonly text: string;
}

/** A document that has been asked for and not been read. */
export interface Input {
  readonly name: string;
  /** Rejects with an `UnreadableInput` whose message is one line for people. */
  read(): Promise<Source>;
}

export class UnreadableInput extends Error {
  override readonly name = "UnreadableInput";
}

/** Five megabytes hold every book; what is larger is no document. */
export const LARGEST_BYTES = 5 * 1024 * 1024;

const DOCUMENT = /\.(?:txt|text|md|markdown)$/iu;
const ADDRESS = /^[a-z][a-z0-9+.-]{1,12}:\/\//iu;
/** Endings that make even a phrase with spaces a file name. */
const KNOWN_ENDING = /\.(?:txt|text|md|markdown|log|csv|tsv|json|ya?ml|html?|pdf|docx?|odt|rtf)$/iu;
const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of its path is not a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "the name is longer than a file can have",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
};

/** One input for each document that the arguments stand for, in their order, each file once. */
export async function findInputs(args: readonly string[], files: FileAccess): Promise<Input[]> {
  const inputs: Input[] = [];
  const known = new Set<string>();
  const addFile = (path: string): void => {
    if (!known.has(path))
      inputs.push({ name: cleanLine(path), read: () => readFrom(path, () => files.read(path, LARGEST_BYTES)) });
    known.add(path);
  };
  const addStdin = (): void => {
    const name = "standard input";
    if (!known.has("-")) inputs.push({ name, read: () => readFrom(name, () => files.readStdin(LARGEST_BYTES)) });
    known.add("-");
  };
  let texts = 0;
  for (const argument of args) {
    if (argument === "-") addStdin();
    else if (ADDRESS.test(argument))
      inputs.push(unreadable(argument, "addresses are not fetched; save the page as a text file first"));
    else {
      const kind = await kindOf(argument, files);
      if (kind === "file") addFile(argument);
      else if (kind === "folder") await addFolder(argument, files, addFile, inputs);
      else if (kind === "text") {
        texts += 1;
        inputs.push(textInput(`text ${texts}`, argument));
      } else inputs.push(unreadable(argument, kind.problem));
    }
  }
  return inputs;
}

type Kind = "file" | "folder" | "text" | { readonly problem: string };

async function kindOf(argument: string, files: FileAccess): Promise<Kind> {
  // A line break or a NUL is in no sensible path, and systems differ in how they refuse one.
  if (argument.trim() === "" || /[\n\r\0]/u.test(argument)) return "text";
  try {
    return await files.kind(argument);
  } catch (error) {
    if (!looksLikePath(argument)) return "text";
    const code = codeOf(error);
    const hint = code === "ENOENT" ? '; text that looks like a path is taken from "-"' : "";
    return { problem: `${SYSTEM_WORDS[code] ?? cleanLine(String(error))}${/\s/u.test(argument) ? "" : hint}` };
  }
}

/** A slash, or an ending with a letter in it: "notes.txt", "./today", but not "3.5" and not "Either/or is fine here." */
function looksLikePath(argument: string): boolean {
  if (/\s/u.test(argument))
    return /^(?:~|\.{0,2})[\\/]/u.test(argument) || (KNOWN_ENDING.test(argument) && argument.length < 120);
  return /[\\/]/u.test(argument) || /\.(?=\p{N}{0,3}\p{L})[\p{L}\p{N}]{1,8}$/u.test(argument);
}

async function addFolder(
  path: string,
  files: FileAccess,
  addFile: (path: string) => void,
  inputs: Input[],
): Promise<void> {
  try {
    const names = (await files.list(path)).filter((name) => DOCUMENT.test(name) && !name.startsWith(".")).sort();
    for (const name of names) addFile(join(path, name));
    if (names.length === 0) inputs.push(unreadable(path, "this folder holds no .txt or .md file"));
  } catch (error) {
    inputs.push(unreadable(path, describe(error)));
  }
}

function textInput(name: string, text: string): Input {
  return { name, read: () => readFrom(name, () => Promise.resolve(Buffer.from(text, "utf8"))) };
}

function unreadable(name: string, problem: string): Input {
  const clean = cleanLine(name);
  return { name: clean, read: () => Promise.reject(new UnreadableInput(problem)) };
}

async function readFrom(name: string, read: () => Promise<Buffer | "too large">): Promise<Source> {
  const bytes = await read().catch((error: unknown) => {
    throw new UnreadableInput(describe(error), { cause: error });
  });
  if (bytes === "too large")
    throw new UnreadableInput(`larger than ${LARGEST_BYTES / 1024 / 1024} MB, which no document to read is`);
  const decoded = decodeText(bytes);
  if ("problem" in decoded) throw new UnreadableInput(decoded.problem);
  if (!/[\p{L}\p{N}]/u.test(decoded.text))
    throw new UnreadableInput(bytes.length === 0 ? "it is empty" : "there are no words in it");
  return { name: cleanLine(name), text: decoded.text };
}

function describe(error: unknown): string {
  return SYSTEM_WORDS[codeOf(error)] ?? cleanLine(error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
