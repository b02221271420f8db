// A folder that is held open: names in it are reached through it, whatever becomes of the path that led there.
import { constants, existsSync } from "node:fs";
import { type FileHandle, lstat, open, opendir, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";

/** How folders are held: by a descriptor where the system shows those as paths (Linux), else by their real path. */
export type HoldBy = "descriptor" | "path";

const DESCRIPTORS = "/proc/self/fd";
// Windows has neither of these.
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;
const NO_WAIT = (constants.O_NONBLOCK as number | undefined) ?? 0;

/** The best way that this system has. */
export function bestHold(): HoldBy {
  return process.platform === "linux" && existsSync(DESCRIPTORS) ? "descriptor" : "path";
}

/** A folder that is held. Close it. */
export class HeldFolder {
  private constructor(
    /** Where it really is, links resolved. */
    readonly path: string,
    private readonly by: HoldBy,
    private readonly handle: FileHandle | undefined,
  ) {}

  /** Opens a folder; links on the way are followed, so look at `path` before you use it. Throws as `open` does. */
  static async open(address: string, by: HoldBy): Promise<HeldFolder> {
    if (by === "path") {
      const real = await realpath(address);
      await (await opendir(real)).close(); // throws for what is no folder
      return new HeldFolder(real, by, undefined);
    }
    const handle = await open(address, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      return new HeldFolder(await readlink(`${DESCRIPTORS}/${String(handle.fd)}`), by, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The address of a name in it, for one call of the system. */
  at(name: string): string {
    return this.handle === undefined ? join(this.path, name) : `${DESCRIPTORS}/${String(this.handle.fd)}/${name}`;
  }

  /** The folder of that name in it; links are followed. */
  enter(name: string): Promise<HeldFolder> {
    return HeldFolder.open(this.at(name), this.by);
  }

  /**
   * Opens a file in it, and no link. Undefined when what was opened turns out to be elsewhere, which happens only where
   * folders are held by their paths, and one of them was swapped meanwhile.
   */
  async openFile(name: string, flags: number, mode?: number): Promise<FileHandle | undefined> {
    const handle = await open(this.at(name), flags | NO_FOLLOW | NO_WAIT, mode);
    if (this.by === "descriptor" || (await this.holds(name, handle).catch(() => false))) return handle;
    await handle.close();
    return undefined;
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }

  private async holds(name: string, handle: FileHandle): Promise<boolean> {
    const path = join(this.path, name);
    const [real, there, opened] = await Promise.all([realpath(path), lstat(path), handle.stat()]);
    return real === path && there.ino === opened.ino && there.dev === opened.dev;
  }
}
