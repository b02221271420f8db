// A folder that nobody gets out of: every path is checked in its text, then link by link.
import { randomUUID } from "node:crypto";
import { constants, realpathSync, statSync, type Stats } from "node:fs";
import { access, lstat, mkdir, realpath, rename, unlink } from "node:fs/promises";
import { posix, relative, sep, win32 } from "node:path";
import { MillraceError } from "../errors/millrace-error.js";
import { fileFailed, inWords, isFolder, LEADS_OUT, missing, pathRefused, systemCode } from "./file-failure.js";
import { bestHold, HeldFolder, type HoldBy } from "./held-folder.js";

/** A place in the folder: what holds it, its name there, and what is there, which is no link that was to be followed. */
interface Place {
  readonly folder: HeldFolder;
  readonly name: string;
  readonly stats: Stats | undefined;
}

const MOST_LINKS = 16;

/** The parts of a path, `.` left out. Throws TOOL_PATH_REFUSED for `..`, absolute paths and NUL. */
export function partsOfPath(path: string): string[] {
  if (path.includes("\0")) throw pathRefused(path, "no path has a NUL in it");
  if (posix.isAbsolute(path) || win32.isAbsolute(path) || (sep === "\\" && path.includes(":"))) {
    throw pathRefused(path, "paths are relative to the folder, as in notes/today.md");
  }
  if (path.split(/[\\/]/).includes("..")) throw pathRefused(path, "a path never goes up, ..");
  return path.split(sep === "\\" ? /[\\/]/ : "/").filter((part) => part !== "" && part !== ".");
}

/** What the tools may touch. */
export class ConfinedFolder {
  private constructor(
    private readonly root: string,
    private readonly by: HoldBy,
  ) {}

  /** Throws OPTION_INVALID for what is no folder. `by` is for specs. */
  static at(root: string, by = bestHold()): ConfinedFolder {
    try {
      const real = realpathSync.native(root);
      if (statSync(real).isDirectory()) return new ConfinedFolder(real, by);
    } catch (cause) {
      throw noRoot(root, cause);
    }
    throw noRoot(root);
  }

  /** The bytes of a file. Throws TOOL_PATH_REFUSED, TOOL_FILE_FAILED. */
  async read(path: string, maxBytes: number): Promise<Buffer> {
    return this.atPlace(path, {}, async ({ folder, name, stats }) => {
      if (stats === undefined) throw missing(path);
      refuseNoFile(path, stats);
      const handle = await folder.openFile(name, constants.O_RDONLY);
      if (handle === undefined) throw pathRefused(path, LEADS_OUT);
      try {
        refuseNoFile(path, await handle.stat());
        const chunks: Buffer[] = [];
        // One byte more than is allowed tells a file that is too large, also while it grows.
        for await (const chunk of handle.createReadStream({ end: maxBytes, autoClose: false })) {
          chunks.push(chunk as Buffer);
        }
        const bytes = Buffer.concat(chunks);
        if (bytes.length > maxBytes) {
          const { size } = await handle.stat();
          throw fileFailed("too-large", path, `${path} has ${String(size)} bytes; ${String(maxBytes)} may be read.`);
        }
        return bytes;
      } finally {
        await handle.close();
      }
    });
  }

  /**
   * Puts bytes in the place of a file at once, so that nobody reads half of them; makes it and its folders where they are
   * missing. True for a new file. Throws TOOL_PATH_REFUSED, TOOL_FILE_FAILED.
   */
  async write(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.atPlace(path, { create: true }, async ({ folder, name, stats }) => {
      if (stats !== undefined) {
        refuseNoFile(path, stats);
        await access(folder.at(name), constants.W_OK);
      }
      const draft = `.${randomUUID()}.tmp`;
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
      const handle = await folder.openFile(draft, flags, 0o666);
      if (handle === undefined) throw pathRefused(path, LEADS_OUT);
      try {
        try {
          if (stats !== undefined) await handle.chmod(stats.mode & 0o777);
          await handle.writeFile(bytes);
        } finally {
          await handle.close();
        }
        await rename(folder.at(draft), folder.at(name));
      } catch (error) {
        await unlink(folder.at(draft)).catch(() => undefined);
        throw error;
      }
      return stats === undefined;
    });
  }

  /** Deletes a file, or a link to one. Throws TOOL_PATH_REFUSED, TOOL_FILE_FAILED. */
  async delete(path: string): Promise<void> {
    await this.atPlace(path, { keepLink: true }, async ({ folder, name, stats }) => {
      if (stats === undefined) throw missing(path);
      if (!stats.isSymbolicLink()) refuseNoFile(path, stats);
      await unlink(folder.at(name));
    });
  }

  /** Holds one of its folders; undefined where there is none. Close it. Throws TOOL_PATH_REFUSED. */
  async hold(parts: readonly string[]): Promise<HeldFolder | undefined> {
    const path = parts.join("/");
    try {
      return await this.walk(path, parts, false);
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      throw inWords(path, error);
    }
  }

  /** Whether a name in a held folder, a link perhaps, is a file of this folder. */
  async isFile(folder: HeldFolder, name: string): Promise<boolean> {
    try {
      const real = await realpath(folder.at(name));
      return this.holds(real) && (await lstat(real)).isFile();
    } catch {
      return false;
    }
  }

  private async atPlace<T>(
    path: string,
    how: { readonly create?: boolean; readonly keepLink?: boolean },
    work: (place: Place) => Promise<T>,
  ): Promise<T> {
    try {
      let parts = partsOfPath(path);
      for (let links = 0; links <= MOST_LINKS; links++) {
        const name = parts.at(-1);
        if (name === undefined) throw isFolder(path);
        const folder = await this.walk(path, parts.slice(0, -1), how.create === true);
        try {
          const stats = await lstat(folder.at(name)).catch(ifMissing);
          if (!stats?.isSymbolicLink()) return await work({ folder, name, stats });
          const real = await this.targetOf(path, folder, name);
          if (how.keepLink) return await work({ folder, name, stats });
          parts = relative(this.root, real).split(sep).filter(Boolean);
        } finally {
          await folder.close();
        }
      }
      throw pathRefused(path, "its links change all the time");
    } catch (error) {
      throw inWords(path, error);
    }
  }

  // From folder to folder, each held while the next one is opened in it.
  private async walk(path: string, parts: readonly string[], create: boolean): Promise<HeldFolder> {
    let folder = await HeldFolder.open(this.root, this.by);
    try {
      for (const name of parts) {
        const next = await this.enter(path, folder, name, create);
        await folder.close();
        folder = next;
      }
      if (!this.holds(folder.path)) throw pathRefused(path, LEADS_OUT);
      return folder;
    } catch (error) {
      await folder.close();
      throw error;
    }
  }

  private async enter(path: string, folder: HeldFolder, name: string, create: boolean): Promise<HeldFolder> {
    let next: HeldFolder;
    try {
      next = await folder.enter(name);
    } catch (error) {
      const stats = await lstat(folder.at(name)).catch(ifMissing);
      if (stats?.isSymbolicLink()) {
        await this.targetOf(path, folder, name);
        throw error;
      }
      if (!create || systemCode(error) !== "ENOENT") throw error;
      await mkdir(folder.at(name)).catch(ifThere);
      next = await folder.enter(name);
    }
    if (this.holds(next.path)) return next;
    await next.close();
    throw pathRefused(path, LEADS_OUT);
  }

  private async targetOf(path: string, folder: HeldFolder, name: string): Promise<string> {
    const real = await realpath(folder.at(name)).catch((error: unknown) => {
      throw pathRefused(path, "it is a link that leads nowhere", error);
    });
    if (this.holds(real)) return real;
    throw pathRefused(path, LEADS_OUT);
  }

  private holds(real: string): boolean {
    return real === this.root || real.startsWith(this.root.endsWith(sep) ? this.root : this.root + sep);
  }
}

function refuseNoFile(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  throw stats.isDirectory() ? isFolder(path) : fileFailed("no-file", path, `${path} is no file.`);
}

function ifMissing(error: unknown): undefined {
  if (systemCode(error) !== "ENOENT") throw error;
}

function ifThere(error: unknown): undefined {
  if (systemCode(error) !== "EEXIST") throw error;
}

function noRoot(root: unknown, cause?: unknown): MillraceError {
  return new MillraceError("OPTION_INVALID", `The root of a filesystem toolkit is no folder: ${String(root)}.`, {
    hint: "Name a folder that is there.",
    ...(cause === undefined ? {} : { cause }),
  });
}
