/** File tools, as an agent uses them. */
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Agent, MemoryStream, type MillraceError, ToolError, ToolResult } from "millrace";
import { filesystemToolkit, type FilesystemToolkitOptions } from "millrace/filesystem";
import { type TestCall, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { makeRoom, type Room, SECRET } from "./room.js";

/** Lets a model call tools at once; gives what became of each, in the order of the calls, and what the model was told. */
async function use(
  room: Room,
  calls: readonly TestCall[],
  options: Partial<FilesystemToolkitOptions> = {},
): Promise<{ results: readonly ToolResult[]; told: readonly unknown[] }> {
  const model = new TestModel(calls, "Done.");
  const stream = new MemoryStream();
  const agent = new Agent("clerk", { model, tools: [filesystemToolkit({ root: room.root, ...options })] });
  await agent.ask("Go.", { stream });
  const all = (await stream.history.read()).filter((event) => event instanceof ToolResult);
  const results = calls.map((_, index) => all.find(({ callId }) => callId === `call-${String(index + 1)}`)!);
  const told = (model.calls[1]?.messages ?? []).filter(({ role }) => role === "tool").map(({ content }) => content);
  return { results, told };
}

async function useOne(room: Room, name: string, args: object, options?: Partial<FilesystemToolkitOptions>) {
  const { results } = await use(room, [{ name, arguments: args }], options);
  return results[0]!.result;
}

/** The error of the only call. */
async function failure(room: Room, name: string, args: object, options?: Partial<FilesystemToolkitOptions>) {
  const { results, told } = await use(room, [{ name, arguments: args }], options);
  expect(results[0]).toBeInstanceOf(ToolError);
  const error = (results[0] as ToolError).error as MillraceError;
  expect(JSON.stringify(told)).not.toContain(room.root);
  return { code: error.code, reason: error.details["reason"], told: JSON.stringify(told) };
}

describe("filesystemToolkit", () => {
  it("has five tools, described for a model", async () => {
    await using room = await makeRoom();
    const { tools } = filesystemToolkit({ root: room.root });

    expect(tools.map(({ name }) => name)).toEqual([
      "read_file",
      "find_files",
      "write_file",
      "update_file",
      "delete_file",
    ]);
    expect(tools.every(({ description }) => description !== undefined)).toBe(true);
    expect(tools[3]?.parameters).toMatchObject({
      type: "object",
      properties: { path: { type: "string" }, search: { type: "string" }, replacement: { type: "string" } },
      required: ["path", "search", "replacement"],
    });
  });

  it("has two tools that change nothing where it is read-only, and puts its prefix before their names", async () => {
    await using room = await makeRoom();
    const { tools } = filesystemToolkit({ root: room.root, readOnly: true, prefix: "notes_" });

    expect(tools.map(({ name }) => name)).toEqual(["notes_read_file", "notes_find_files"]);
  });

  it("refuses a root that is no folder, sizes that are none, and options that nobody knows", async () => {
    await using room = await makeRoom({ "a.txt": "a" });
    const wrong: readonly object[] = [
      { root: room.path("a.txt") },
      { root: room.path("none") },
      {},
      { root: room.root, maxBytes: 0 },
      { root: room.root, readonly: true },
    ];

    const codes = wrong.map((options) => caught(() => filesystemToolkit(options as never)).code);
    expect(codes).toEqual(wrong.map(() => "OPTION_INVALID"));
  });
});

describe("read_file", () => {
  it("tells the model the text of a file, as it stands there", async () => {
    await using room = await makeRoom({ "notes/a.txt": "\uFEFFone\r\ntwo ☕\n" });
    const { told } = await use(room, [{ name: "read_file", arguments: { path: "./notes//a.txt" } }]);

    expect(told).toEqual(["\uFEFFone\r\ntwo ☕\n"]);
  });

  it("gives base64 of what is no text", async () => {
    const pixels = Uint8Array.of(0x89, 0x50, 0xff, 0x00);
    await using room = await makeRoom({ "a.png": pixels, "nul.txt": "a\0b", "empty.txt": "" });

    expect(await useOne(room, "read_file", { path: "a.png" })).toEqual({ encoding: "base64", content: "iVD/AA==" });
    expect(await useOne(room, "read_file", { path: "nul.txt" })).toEqual({ encoding: "base64", content: "YQBi" });
    expect(await useOne(room, "read_file", { path: "empty.txt" })).toBe("");
  });

  it("says what is wrong with a file that it cannot read", async () => {
    await using room = await makeRoom({ "sub/a.txt": "abcd" });

    expect(await failure(room, "read_file", { path: "b.txt" })).toMatchObject({
      code: "TOOL_FILE_FAILED",
      reason: "missing",
      told: expect.stringContaining("There is no file b.txt.") as string,
    });
    const reasons = [
      (await failure(room, "read_file", { path: "none/b.txt" })).reason,
      (await failure(room, "read_file", { path: "sub" })).reason,
      (await failure(room, "read_file", { path: "." })).reason,
      (await failure(room, "read_file", { path: "sub/a.txt/b" })).reason,
      (await failure(room, "read_file", { path: "n".repeat(300) })).reason,
    ];
    expect(reasons).toEqual(["missing", "folder", "folder", "no-file", "failed"]);
  });

  it("reads files of maxBytes, and none of more", async () => {
    await using room = await makeRoom({ "four.txt": "four", "five.txt": "fives" });

    expect(await useOne(room, "read_file", { path: "four.txt" }, { maxBytes: 4 })).toBe("four");
    expect(await failure(room, "read_file", { path: "five.txt" }, { maxBytes: 4 })).toMatchObject({
      reason: "too-large",
      told: expect.stringContaining("5 bytes; 4 may be read") as string,
    });
  });
});

describe("write_file", () => {
  it("makes a file, its folders where they are missing, and says how large it is", async () => {
    await using room = await makeRoom();

    expect(await useOne(room, "write_file", { path: "deep/down/a.txt", content: "é" })).toEqual({
      path: "deep/down/a.txt",
      bytes: 2,
      created: true,
    });
    expect(await readFile(room.path("deep/down/a.txt"), "utf8")).toBe("é");
  });

  it("takes the place of what was there, keeps who may use it, and leaves nothing beside it", async () => {
    await using room = await makeRoom();
    await writeFile(room.path("run.sh"), "a much longer text", { mode: 0o750 });

    expect(await useOne(room, "write_file", { path: "run.sh", content: "new" })).toMatchObject({ created: false });
    expect(await readFile(room.path("run.sh"), "utf8")).toBe("new");
    expect((await stat(room.path("run.sh"))).mode & 0o777).toBe(0o750);
    expect(await readdir(room.root)).toEqual(["run.sh"]);
  });

  it("writes no more than maxBytes, and over no folder", async () => {
    await using room = await makeRoom({ "sub/a.txt": "a" });

    const large = await failure(room, "write_file", { path: "a.txt", content: "éé" }, { maxBytes: 3 });
    expect(large.reason).toBe("too-large");
    expect((await failure(room, "write_file", { path: "sub", content: "" })).reason).toBe("folder");
    expect((await failure(room, "write_file", { path: "sub/a.txt/b.txt", content: "" })).reason).toBe("no-file");
    expect(await readdir(room.root)).toEqual(["sub"]);
  });
});

describe("update_file", () => {
  it("replaces the first occurrence, and takes both texts as they are", async () => {
    await using room = await makeRoom({ "a.txt": "a.c abc a.c" });
    await useOne(room, "update_file", { path: "a.txt", search: "a.c", replacement: "$& $1" });

    expect(await readFile(room.path("a.txt"), "utf8")).toBe("$& $1 abc a.c");
  });

  it("says when the text is not there, and leaves bytes alone", async () => {
    await using room = await makeRoom({ "a.txt": "abc", "a.bin": Uint8Array.of(97, 255) });
    const change = { search: "x", replacement: "y" };

    expect((await failure(room, "update_file", { path: "a.txt", ...change })).reason).toBe("no-match");
    expect((await failure(room, "update_file", { path: "a.bin", ...change })).reason).toBe("binary");
    expect((await failure(room, "update_file", { path: "b.txt", ...change })).reason).toBe("missing");
    expect((await failure(room, "update_file", { path: "a.txt", search: "", replacement: "" })).code).toBe(
      "TOOL_ARGUMENTS_INVALID",
    );
  });

  it("loses none of several changes in one answer, which are made in their order", async () => {
    await using room = await makeRoom({ "a.txt": "0" });
    const steps = Array.from({ length: 20 }, (_, index) => ({
      name: "update_file",
      arguments: { path: "a.txt", search: String(index), replacement: `${String(index)} ${String(index + 1)}` },
    }));
    const { results } = await use(room, [...steps, { name: "read_file", arguments: { path: "a.txt" } }]);

    expect(results.at(-1)?.result).toMatch(/ 20\b/);
    expect(results.some((result) => result instanceof ToolError)).toBe(false);
  });
});

describe("delete_file", () => {
  it("deletes a file, and no folder", async () => {
    await using room = await makeRoom({ "a.txt": "a", "sub/b.txt": "b" });

    expect(await useOne(room, "delete_file", { path: "a.txt" })).toEqual({ path: "a.txt", deleted: true });
    expect((await failure(room, "delete_file", { path: "a.txt" })).reason).toBe("missing");
    expect((await failure(room, "delete_file", { path: "sub" })).reason).toBe("folder");
    expect(await readdir(room.root)).toEqual(["sub"]);
  });

  it("deletes a link that stays inside, and not what it leads to", async () => {
    await using room = await makeRoom({ "a.txt": "a" });
    await symlink("a.txt", room.path("link"));
    await useOne(room, "delete_file", { path: "link" });

    expect(await readdir(room.root)).toEqual(["a.txt"]);
  });
});

describe("find_files", () => {
  const tree = { "top.py": "", "top.md": "", ".hidden/x.py": "", "sub/a.py": "", "sub/b.txt": "", "sub/in/c.py": "" };

  it.each([
    ["**/*.py", [".hidden/x.py", "sub/a.py", "sub/in/c.py", "top.py"]],
    ["*.py", ["top.py"]],
    ["sub/*", ["sub/a.py", "sub/b.txt"]],
    ["sub/**", ["sub/a.py", "sub/b.txt", "sub/in/c.py"]],
    ["sub/**/c.py", ["sub/in/c.py"]],
    ["sub/a.py", ["sub/a.py"]],
    ["*.{md,txt}", ["top.md"]],
    ["{sub,.hidden}/[ax].py", [".hidden/x.py", "sub/a.py"]],
    ["none/**", []],
    ["sub", []],
    ["top.py/*", []],
  ])("finds by %s", async (pattern, files) => {
    await using room = await makeRoom(tree);

    expect(await useOne(room, "find_files", { pattern })).toEqual({ files, more: false });
  });

  it("lists links to files inside, none that lead out, and does not go through links", async () => {
    await using room = await makeRoom({ "sub/a.txt": "" });
    await symlink("sub/a.txt", room.path("near"));
    await symlink(join(room.outside, "secret.txt"), room.path("far"));
    await symlink(room.outside, room.path("out"));
    await symlink(".", room.path("sub/loop"));

    expect(await useOne(room, "find_files", { pattern: "**" })).toEqual({ files: ["near", "sub/a.txt"], more: false });
    expect((await failure(room, "find_files", { pattern: "out/*" })).code).toBe("TOOL_PATH_REFUSED");
  });

  it("says that there is more than it can tell", async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `f${String(index).padStart(4, "0")}`);
    await using room = await makeRoom(Object.fromEntries(names.map((name) => [name, ""])));

    expect(await useOne(room, "find_files", { pattern: "*" })).toEqual({ files: names.slice(0, 1000), more: true });
    expect(await useOne(room, "find_files", { pattern: "*" }, { maxBytes: 12 })).toEqual({
      files: ["f0000", "f0001"],
      more: true,
    });
    expect(await failure(room, "find_files", { pattern: "{a,b}".repeat(50) })).toMatchObject({ reason: "pattern" });
  });
});

describe("the guard of every tool", () => {
  const uses = (path: string): readonly TestCall[] => [
    { name: "read_file", arguments: { path } },
    { name: "find_files", arguments: { pattern: path } },
    { name: "write_file", arguments: { path, content: "x" } },
    { name: "update_file", arguments: { path, search: "secret", replacement: "x" } },
    { name: "delete_file", arguments: { path } },
  ];
  const refused = [
    "TOOL_PATH_REFUSED",
    "TOOL_PATH_REFUSED",
    "TOOL_PATH_REFUSED",
    "TOOL_PATH_REFUSED",
    "TOOL_PATH_REFUSED",
  ];
  const codesOf = (results: readonly ToolResult[]) =>
    results.map((one) => ((one as ToolError).error as MillraceError | undefined)?.code);

  it.each([
    "../root-beside/secret.txt",
    "sub/../../root-beside/secret.txt",
    "sub/..",
    "..\\root-beside\\secret.txt",
    "/etc/hostname",
    "C:\\Windows\\win.ini",
    "\\\\server\\share",
    "a\0b",
  ])("refuses the path %j, and tells the model so", async (path) => {
    await using room = await makeRoom({ "sub/a.txt": "" });
    const { results, told } = await use(room, uses(path));

    expect(codesOf(results)).toEqual(refused);
    expect(told.every((text) => String(text).includes("was refused"))).toBe(true);
    expect(await readFile(join(room.outside, "secret.txt"), "utf8")).toBe(SECRET);
  });

  it("refuses an absolute path into its own folder as well", async () => {
    await using room = await makeRoom({ "a.txt": "" });
    const { results } = await use(room, uses(room.path("a.txt")));

    expect(codesOf(results)).toEqual(refused);
  });

  it("refuses links that lead out: of files, of folders, through each other, and into nothing", async () => {
    await using room = await makeRoom();
    await symlink(join(room.outside, "secret.txt"), room.path("file"));
    await symlink("../root-beside", room.path("folder"));
    await symlink("folder", room.path("twice"));
    await symlink(join(room.outside, "not-yet.txt"), room.path("dangling"));
    await symlink("ring-b", room.path("ring-a"));
    await symlink("ring-a", room.path("ring-b"));
    await mkdir(room.path("sub"));
    await symlink("..", room.path("sub/up")); // stays inside

    for (const path of ["folder/secret.txt", "twice/secret.txt", "sub/up/folder/secret.txt", "folder/new/deep.txt"]) {
      const { results } = await use(room, uses(path));
      expect(codesOf(results), path).toEqual(refused);
    }
    for (const path of ["file", "sub/up/file", "dangling", "ring-a"]) {
      const { results } = await use(room, uses(path));
      const [read, find, ...others] = codesOf(results);
      expect([read, ...others], path).toEqual(refused.slice(1));
      expect(results[1]?.result ?? find, path).toMatchObject({ files: [] });
    }
    expect(await readdir(room.outside)).toEqual(["secret.txt"]);
    expect(await readFile(join(room.outside, "secret.txt"), "utf8")).toBe(SECRET);
  });

  it("follows links that stay inside", async () => {
    await using room = await makeRoom({ "sub/a.txt": "a" });
    await symlink("sub", room.path("near"));
    await symlink("near/a.txt", room.path("link"));
    await useOne(room, "update_file", { path: "link", search: "a", replacement: "b" });
    await useOne(room, "write_file", { path: "near/c.txt", content: "c" });

    expect(await useOne(room, "read_file", { path: "sub/a.txt" })).toBe("b");
    expect(await useOne(room, "read_file", { path: "sub/c.txt" })).toBe("c");
    expect((await readdir(room.root)).sort()).toEqual(["link", "near", "sub"]);
  });
});
