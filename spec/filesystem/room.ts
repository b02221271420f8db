/** A room for file tools: a folder to be confined to, with one beside it that nobody may reach. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Room extends AsyncDisposable {
  readonly root: string;
  /** Beside the root; holds `secret.txt`. */
  readonly outside: string;
  path(name: string): string;
}

export const SECRET = "the secret";

export async function makeRoom(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Room> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "files-")));
  const root = join(base, "root");
  const outside = join(base, "root-beside");
  for (const folder of [root, outside]) await mkdir(folder);
  await writeFile(join(outside, "secret.txt"), SECRET);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return {
    root,
    outside,
    path: (name) => join(root, name),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  };
}
