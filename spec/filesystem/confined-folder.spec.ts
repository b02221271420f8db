/** The folder that nobody gets out of, with both ways of holding folders, also while somebody swaps them for links. */
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfinedFolder } from "../../lib/filesystem/confined-folder.js";
import { makeRoom, type Room, SECRET } from "./room.js";

const ways = ["descriptor", "path"] as const;

/** Puts a link to the outside in the place of a folder, and the folder back, until it is told to stop. */
async function swapping(room: Room, isOver: () => boolean): Promise<number> {
  const inner = room.path("sub");
  // Writers make the folder anew while it is away.
  const put = async (action: () => Promise<void>): Promise<void> => {
    for (;;) {
      try {
        await rm(inner, { recursive: true, force: true });
        await action();
        return;
      } catch {
        continue;
      }
    }
  };
  let swaps = 0;
  while (!isOver()) {
    await rename(inner, room.path("away"));
    await put(() => symlink(room.outside, inner));
    await put(() => rename(room.path("away"), inner));
    swaps++;
  }
  return swaps;
}

/** Tries something often while folders are swapped; gives what it came to. */
async function whileSwapping(room: Room, times: number, attempt: (index: number) => Promise<unknown>) {
  let isOver = false;
  const swaps = swapping(room, () => isOver);
  const outcomes: unknown[] = [];
  for (let index = 0; index < times; index++) {
    outcomes.push(await attempt(index).catch((error: unknown) => (error as { code?: unknown }).code));
  }
  isOver = true;
  expect(await swaps).toBeGreaterThan(0);
  return outcomes;
}

describe.runIf(process.platform === "linux")("a confined folder whose inner folder is swapped for a link", () => {
  it.each(ways)("never reads outside, held by %s", async (by) => {
    await using room = await makeRoom({ "sub/secret.txt": "harmless" });
    const folder = ConfinedFolder.at(room.root, by);

    const outcomes = await whileSwapping(room, 1500, async () =>
      (await folder.read("sub/secret.txt", 100)).toString("utf8"),
    );

    expect(outcomes).not.toContain(SECRET);
    expect((await folder.read("sub/secret.txt", 100)).toString("utf8")).toBe("harmless");
  });

  it("never writes or deletes outside", async () => {
    await using room = await makeRoom({ "sub/secret.txt": "harmless" });
    const folder = ConfinedFolder.at(room.root);

    await whileSwapping(room, 500, async (index) => {
      await folder.write("sub/secret.txt", Buffer.from("changed"));
      await folder.write(`sub/new-${String(index)}.txt`, Buffer.from("new"));
      await folder.write(`sub/deep-${String(index)}/new.txt`, Buffer.from("new"));
      await folder.delete("sub/secret.txt");
    });

    expect(await readdir(room.outside)).toEqual(["secret.txt"]);
    expect(await readFile(join(room.outside, "secret.txt"), "utf8")).toBe(SECRET);
  });
});

describe.each(ways)("a confined folder, held by %s", (by) => {
  it("reads, writes and deletes, and says so by code", async () => {
    await using room = await makeRoom({ "sub/a.txt": "a" });
    const folder = ConfinedFolder.at(room.root, by);

    expect(await folder.write("new/b.txt", Buffer.from("b"))).toBe(true);
    expect(await folder.write("sub/a.txt", Buffer.from("c"))).toBe(false);
    expect((await folder.read("sub/a.txt", 9)).toString()).toBe("c");
    await folder.delete("new/b.txt");
    expect(await readdir(room.path("new"))).toEqual([]);
    await expect(folder.read("new/b.txt", 9)).rejects.toMatchObject({ details: { reason: "missing" } });
    await expect(folder.read("sub/a.txt/x", 9)).rejects.toMatchObject({ details: { reason: "no-file" } });
  });

  it("refuses links that lead out", async () => {
    await using room = await makeRoom();
    await symlink(room.outside, room.path("out"));
    await symlink(join(room.outside, "secret.txt"), room.path("file"));
    const folder = ConfinedFolder.at(room.root, by);

    for (const path of ["out/secret.txt", "file"]) {
      await expect(folder.read(path, 99)).rejects.toMatchObject({ code: "TOOL_PATH_REFUSED", details: { path } });
      await expect(folder.write(path, Buffer.from("x"))).rejects.toMatchObject({ code: "TOOL_PATH_REFUSED" });
      await expect(folder.delete(path)).rejects.toMatchObject({ code: "TOOL_PATH_REFUSED" });
    }
    expect(await folder.hold(["none"])).toBeUndefined();
    await expect(folder.hold(["out"])).rejects.toMatchObject({ code: "TOOL_PATH_REFUSED" });
  });

  it("takes a root that is a link, and sees its real place", async () => {
    await using room = await makeRoom();
    await mkdir(room.path("real"));
    await writeFile(room.path("real/a.txt"), "a");
    await symlink("real", room.path("link"));

    const folder = ConfinedFolder.at(room.path("link"), by);
    expect((await folder.read("a.txt", 9)).toString()).toBe("a");
  });
});
