/** What the arguments of the command stand for, and the one line that each unreadable one gets. */
import { describe, expect, it } from "vitest";
import { type FileAccess } from "../../../../samples/playbook/documents/file-access.js";
import { findInputs, LARGEST_BYTES, UnreadableInput } from "../../../../samples/playbook/documents/read-documents.js";

type Entry =
  string | Buffer | { readonly tooLarge: true } | { readonly refuses: string } | { readonly holds: readonly string[] };

function refuse(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`${code}: system words`), { code }));
}

/** A file system of a few paths; everything else is not there. */
function files(entries: Readonly<Record<string, Entry>>, stdin = ""): FileAccess {
  const at = (path: string): Entry | undefined => (Object.hasOwn(entries, path) ? entries[path] : undefined);
  return {
    kind: (path) => {
      const entry = at(path);
      if (entry === undefined) return refuse("ENOENT");
      return Promise.resolve(typeof entry === "object" && "holds" in entry ? "folder" : "file");
    },
    list: (path) => {
      const entry = at(path);
      return typeof entry === "object" && "holds" in entry ? Promise.resolve([...entry.holds]) : refuse("EACCES");
    },
    read: (path) => {
      const entry = at(path);
      if (entry === undefined) return refuse("ENOENT");
      if (typeof entry === "object" && "tooLarge" in entry) return Promise.resolve("too large");
      if (typeof entry === "string") return Promise.resolve(Buffer.from(entry, "utf8"));
      if (Buffer.isBuffer(entry)) return Promise.resolve(entry);
      return refuse("refuses" in entry ? entry.refuses : "EISDIR");
    },
    readStdin: () => Promise.resolve(Buffer.from(stdin, "utf8")),
  };
}

/** Every input as `name: text` or `name! problem`. */
async function readAll(args: readonly string[], access: FileAccess): Promise<string[]> {
  const inputs = await findInputs(args, access);
  return Promise.all(
    inputs.map(async (input) => {
      try {
        const source = await input.read();
        return `${source.name}: ${source.text}`;
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableInput);
        return `${input.name}! ${(error as Error).message}`;
      }
    }),
  );
}

describe("findInputs", () => {
  it("keeps the order of files, text and standard input", async () => {
    const access = files({ "b.md": "bee", "a.txt": "ay" }, "from the pipe");

    expect(await readAll(["b.md", "Two plain words.", "-", "a.txt"], access)).toEqual([
      "b.md: bee",
      "text 1: Two plain words.",
      "standard input: from the pipe",
      "a.txt: ay",
    ]);
  });

  it("opens a folder for its .txt and .md files, by name, without hidden ones", async () => {
    const access = files({
      notes: { holds: ["z.txt", "a.md", "photo.png", ".secret.md"] },
      "notes/a.md": "A",
      "notes/z.txt": "Z",
    });

    expect(await readAll(["notes"], access)).toEqual(["notes/a.md: A", "notes/z.txt: Z"]);
  });

  it("reads a file and standard input once, however often they are named", async () => {
    const access = files({ notes: { holds: ["a.md"] }, "notes/a.md": "A" }, "in");

    expect(await readAll(["-", "notes/a.md", "notes", "notes/a.md", "-"], access)).toEqual([
      "standard input: in",
      "notes/a.md: A",
    ]);
  });

  it("says of a folder without documents that it holds none", async () => {
    expect(await readAll(["empty"], files({ empty: { holds: ["x.png"] } }))).toEqual([
      "empty! this folder holds no .txt or .md file",
    ]);
  });

  it("reads nothing before its turn", async () => {
    const [input] = await findInputs(["a.txt"], { ...files({ "a.txt": "A" }), read: () => refuse("EIO") });

    await expect(input?.read()).rejects.toThrow("the disk reports an error");
  });
});

describe("an argument that is no existing file", () => {
  it.each(["missing.md", "./missing", "folder/missing.txt", "C:\\old\\notes.txt", "/nowhere/at all", "my notes.md"])(
    "is a missing path when it looks like one: %s",
    async (argument) => {
      expect(await readAll([argument], files({}))).toEqual([expect.stringMatching(/^.*! no such file or folder/)]);
    },
  );

  it.each([
    "Ship",
    "Either/or is fine here.",
    "It rose by 3.5",
    "3.5",
    "Really? Yes.",
    "See notes.md for more. Or not.",
    "a\nb.txt",
  ])("is text when it reads like text: %s", async (argument) => {
    expect(await readAll([argument], files({}))).toEqual([`text 1: ${argument}`]);
  });

  it("is refused when it is an address", async () => {
    expect(await readAll(["https://example.org/report.md"], files({}))).toEqual([
      "https://example.org/report.md! addresses are not fetched; save the page as a text file first",
    ]);
  });
});

describe("what cannot be read", () => {
  it("says so in one line each, and the others go on", async () => {
    const access = files({
      "binary.txt": Buffer.from([1, 2, 0, 3]),
      "empty.txt": "",
      "blank.md": " \n\t\n",
      "locked.txt": { refuses: "EACCES" },
      "huge.txt": { tooLarge: true },
      "good.txt": "Good.",
    });

    expect(
      await readAll(["binary.txt", "empty.txt", "blank.md", "locked.txt", "huge.txt", "good.txt"], access),
    ).toEqual([
      "binary.txt! it holds NUL bytes, so it is a binary file",
      "empty.txt! it is empty",
      "blank.md! there are no words in it",
      "locked.txt! no permission to read it",
      `huge.txt! larger than ${String(LARGEST_BYTES / 1024 / 1024)} MB, which no document to read is`,
      "good.txt: Good.",
    ]);
  });

  it("covers the empty text", async () => {
    expect(await readAll([""], files({}))).toEqual(["text 1! it is empty"]);
  });

  it("covers empty standard input", async () => {
    expect(await readAll(["-"], files({}))).toEqual(["standard input! it is empty"]);
  });

  it("cannot steer the terminal by its name", async () => {
    const [line = ""] = await readAll(["bad\u001B[2Jname.md"], files({}));

    expect(line).toBe("badname.md! " + line.slice(line.indexOf("!") + 2));
  });
});
