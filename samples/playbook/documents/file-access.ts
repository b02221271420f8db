// The few things the playbook asks of the file system and of standard input, as a port: the specs have a tenant of their
// own for what a test machine cannot show, such as a file that may not be read.

import { open, readdir, stat } from "node:fs/promises";
import type { Readable } from "node:stream";

export interface FileAccess {
  /** Rejects with the system's error when there is nothing at the path. */
  kind(path: string): Promise<"file" | "folder">;
  /** The names in a folder. */
  list(path: string): Promise<string[]>;
  /** All bytes of a file, unless they are more than `most`. */
  read(path: string, most: number): Promise<Buffer | "too large">;
  readStdin(most: number): Promise<Buffer | "too large">;
}

export function createFileAccess(stdin: Readable = process.stdin): FileAccess {
  return {
    kind: async (path) => ((await stat(path)).isDirectory() ? "folder" : "file"),
    list: (path) => readdir(path),
    read: async (path, most) => {
      const handle = await open(path, "r");
      // Pipes and devices have no size to ask for, so the limit is watched while reading.
      return gather(handle.createReadStream(), most);
    },
    readStdin: (most) => gather(stdin, most),
  };
}

async function gather(stream: AsyncIterable<unknown>, most: number): Promise<Buffer | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), "utf8");
    size += bytes.length;
    if (size > most) return "too large";
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
