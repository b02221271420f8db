// The tools: a folder's files, for an agent to read, find, write, change and delete.
import { z } from "zod";
import { MillraceError } from "../errors/millrace-error.js";
import { tool } from "../agent/tool/tool.js";
import { type Toolkit, toolkit } from "../agent/tool/toolkit.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { Context } from "../stream/context.js";
import { ConfinedFolder } from "./confined-folder.js";
import { fileFailed } from "./file-failure.js";
import { findFiles } from "./find-files.js";

/** Options of {@link filesystemToolkit}. */
export interface FilesystemToolkitOptions {
  /** The folder. Nothing outside of it is read, written or told; it has to be there. */
  readonly root: string;
  /** Only `read_file` and `find_files`. Default: false. */
  readonly readOnly?: boolean;
  /** Stands before each name: `notes_` makes `notes_read_file` of `read_file`. */
  readonly prefix?: string;
  /** The most bytes that a file may have to be read or written, and a list of paths to be told. Default: 262,144. */
  readonly maxBytes?: number;
}

const path = z.string().min(1).max(4096).describe("A path in the folder, such as notes/today.md");

/**
 * Tools over the files of a folder: `read_file`, `find_files`, `write_file`, `update_file`, `delete_file`.
 *
 * ```ts
 * const agent = new Agent("clerk", { model, tools: [filesystemToolkit({ root: "notes", readOnly: true })] });
 * ```
 *
 * Text is told as it is, other bytes as `{ encoding: "base64", content }`. Files change as a whole: nobody reads half of
 * one. The calls of a toolkit act one after the other, in the order in which the model asked for them. A path that goes up,
 * is absolute, or leads out by a link is refused with TOOL_PATH_REFUSED, and what cannot be done with a file is
 * TOOL_FILE_FAILED, whose `details.reason` says why; the model is told both in words without paths of this machine.
 *
 * It does not see hard links, and who may change the folder's own ancestors may move it.
 *
 * @throws OPTION_INVALID, also for a root that is no folder.
 */
export function filesystemToolkit(options: FilesystemToolkitOptions): Toolkit {
  refuseUnknown("filesystemToolkit", options, ["root", "readOnly", "prefix", "maxBytes"]);
  const { root, readOnly = false, prefix = "", maxBytes = 262_144 } = options;
  checkCount("maxBytes", maxBytes, 1);
  const folder = ConfinedFolder.at(root);
  const inOrder = queue();

  const readFile = tool({
    name: "read_file",
    description: "Reads a file of the folder. Gives its text; of a file that is no text, its bytes as base64.",
    input: z.object({ path }),
    run: (input, context) =>
      inOrder(context, async () => {
        const bytes = await folder.read(input.path, maxBytes);
        return textOf(bytes) ?? { encoding: "base64", content: bytes.toString("base64") };
      }),
  });
  const find = tool({
    name: "find_files",
    description:
      "Lists files of the folder by a pattern: **/*.md at any depth, sub/* in one folder, sub/** everywhere below it; also ?, [a-z] and {a,b}. `more` says that there are too many to list.",
    input: z.object({ pattern: z.string().min(1).max(512).describe("A pattern of paths, such as **/*.md") }),
    run: ({ pattern }, context) => inOrder(context, () => findFiles(folder, pattern, maxBytes, context.signal)),
  });
  const write = tool({
    name: "write_file",
    description:
      "Writes a file of the folder, in the place of what it held; makes it and its folders where they are missing.",
    input: z.object({ path, content: z.string().describe("The whole text") }),
    run: (input, context) => inOrder(context, () => save(input.path, input.content)),
  });
  const update = tool({
    name: "update_file",
    description: "Replaces the first occurrence of a text in a file of the folder.",
    input: z.object({
      path,
      search: z.string().min(1).describe("The text to be replaced, exactly as it stands in the file"),
      replacement: z.string().describe("What takes its place"),
    }),
    run: (input, context) =>
      inOrder(context, async () => {
        const text = textOf(await folder.read(input.path, maxBytes));
        if (text === undefined) throw fileFailed("binary", input.path, `${input.path} is no text.`);
        const at = text.indexOf(input.search);
        if (at === -1) throw fileFailed("no-match", input.path, `${input.path} does not have the text to be replaced.`);
        const after = text.slice(at + input.search.length);
        return save(input.path, text.slice(0, at) + input.replacement + after);
      }),
  });
  const remove = tool({
    name: "delete_file",
    description: "Deletes a file of the folder.",
    input: z.object({ path }),
    run: (input, context) =>
      inOrder(context, async () => {
        await folder.delete(input.path);
        return { path: input.path, deleted: true };
      }),
  });

  async function save(name: string, text: string): Promise<{ path: string; bytes: number; created: boolean }> {
    const bytes = Buffer.from(text, "utf8");
    if (bytes.length > maxBytes) {
      const sizes = `${String(bytes.length)} bytes; ${String(maxBytes)} may be written`;
      throw fileFailed("too-large", name, `${name} would have ${sizes}.`);
    }
    return { path: name, bytes: bytes.length, created: await folder.write(name, bytes) };
  }

  return toolkit(readOnly ? [readFile, find] : [readFile, find, write, update, remove], { prefix });
}

/** Undefined for bytes that are no text: no UTF-8, or with a NUL. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// Calls of one answer run at once: two updates of one file must not both begin with what it held before.
function queue(): <T>(context: Context, work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (context, work) => {
    const mine = last.then(() => {
      if (context.signal.aborted) {
        throw new MillraceError("ABORTED", "The turn ended before the file was touched.", {
          cause: context.signal.reason,
        });
      }
      return work();
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}
