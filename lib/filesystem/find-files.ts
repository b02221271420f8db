// Which files of a folder fit a pattern.
import { readdir } from "node:fs/promises";
import type { ConfinedFolder } from "./confined-folder.js";
import { type Glob, readGlobs } from "./glob.js";
import type { HeldFolder } from "./held-folder.js";

/** What is looked at before a search gives up, in names. */
const MOST_LOOKED_AT = 100_000;
const MOST_FOUND = 1_000;

/** What a search found. */
export interface FoundFiles {
  /** Paths from the root, in the order of their names. */
  readonly files: readonly string[];
  /** There are more than could be told. */
  readonly more: boolean;
}

interface Search {
  readonly root: ConfinedFolder;
  readonly glob: Glob;
  readonly found: Set<string>;
  readonly signal: AbortSignal;
  looked: number;
  bytes: number;
}

/**
 * Finds files, links to files of the folder included; folders behind links are not searched. At most 1,000 paths, `maxBytes`
 * of them together, among 100,000 names.
 *
 * @throws TOOL_PATH_REFUSED, TOOL_FILE_FAILED.
 */
export async function findFiles(
  root: ConfinedFolder,
  pattern: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const found = new Set<string>();
  const search = { found, looked: 0, bytes: maxBytes };
  let more = false;
  for (const glob of readGlobs(pattern)) {
    const base = await root.hold(glob.base);
    if (base === undefined) continue;
    const one: Search = Object.assign(search, { root, glob, signal });
    try {
      more = !(await lookInto(one, base, glob.base)) || more;
    } finally {
      await base.close();
    }
  }
  return { files: [...found].sort(), more };
}

// False where it gave up.
async function lookInto(search: Search, folder: HeldFolder, parts: readonly string[]): Promise<boolean> {
  const { root, glob, found, signal } = search;
  const entries = await readdir(folder.at("."), { withFileTypes: true });
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    signal.throwIfAborted();
    if (++search.looked > MOST_LOOKED_AT) return false;
    const names = [...parts, entry.name];
    if (entry.isDirectory()) {
      if (names.length >= glob.depth) continue;
      const inner = await root.hold(names).catch(() => undefined); // gone, closed, or a link by now
      if (inner === undefined) continue;
      try {
        if (!(await lookInto(search, inner, names))) return false;
      } finally {
        await inner.close();
      }
    } else if (glob.matches(names) && (entry.isFile() || (await root.isFile(folder, entry.name)))) {
      const path = names.join("/");
      if (found.has(path)) continue;
      if (found.size >= MOST_FOUND || (search.bytes -= Buffer.byteLength(path)) < 0) return false;
      found.add(path);
    }
  }
  return true;
}
