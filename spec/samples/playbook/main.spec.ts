/** The command itself, run as `npm start` runs it: what it prints where, and how it ends. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Report } from "../../../samples/playbook/report/report.js";
import { z } from "zod";
import { runCommand as run, startCommand as start, written } from "./run-command.js";

const LIMIT = { timeout: 40_000 };
const isRoot = process.getuid?.() === 0;

let folder = "";
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "playbook-"));
  mkdirSync(path("empty-folder"));
  writeFileSync(path("good.md"), "# Good\n\nDate: 3 May 2026\n\nThe board agreed to pay EUR 400 by 1 June 2026.\n");
  writeFileSync(path("binary.txt"), Buffer.from([0x41, 0, 0x42, 0xff]));
  writeFileSync(path("latin.txt"), Buffer.from([0x63, 0x61, 0x66, 0xe9]));
  writeFileSync(path("empty.txt"), "");
  writeFileSync(path("locked.txt"), "Locked.");
  chmodSync(path("locked.txt"), 0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const Output = z.object({
  documents: z.array(Report),
  failures: z.array(z.object({ name: z.string(), problem: z.string() })),
});

const parse = (text: string): z.infer<typeof Output> => Output.parse(JSON.parse(text));

describe("npm start", LIMIT, () => {
  it("reports on the documents that ship with it", async () => {
    const { code, stdout, stderr } = await run([]);

    expect(code).toBe(0);
    expect(stdout.match(/^In short$/gm)).toHaveLength(5);
    expect(stdout).toContain("Overview");
    expect(stdout).not.toContain("\u001B");
    expect(stderr).toContain("normalized");
    expect(stderr).toContain("(5/5)");
  });

  it("reads a file, a text and standard input, and tells the stages of each", async () => {
    const { code, stdout, stderr } = await run([path("good.md"), "Nobody owns this task.", "-"], {
      input: "The boats cannot sail.",
    });

    expect(code).toBe(0);
    expect(stdout).toContain("The board agreed to pay EUR 400");
    expect(stdout).toContain("it is in nobody's hands");
    expect(stdout).toContain('"The boats cannot sail."');
    for (const name of [path("good.md"), "text 1", "standard input"]) {
      const stages = stderr
        .split("\n")
        .filter((line) => line.startsWith(`${name}: `))
        .map((line) => line.slice(name.length + 2));
      expect(stages[0]).toMatch(/^normalized, \d+ words?$/);
      expect(stages.slice(1, 3).sort()).toEqual([
        expect.stringMatching(/^facts ready, /),
        expect.stringMatching(/^risks ready, /),
      ]);
      expect(stages.slice(3)).toEqual(["compiled", expect.stringMatching(/^done \(\d\/3\)$/)]);
    }
  });

  it("gives one line to each document that cannot be read, and goes on with the others", async () => {
    const names = ["missing.md", "binary.txt", "latin.txt", "empty.txt", "empty-folder"];
    const { code, stdout, stderr } = await run([...names.map(path), "", path("good.md")]);
    const problems = stderr.split("\n").filter((line) => /\(\d\/7\)$/.test(line) && !line.includes("done"));

    expect(code).toBe(1);
    expect(problems.map((line) => line.replace(`${folder}/`, "").replace(/ \(\d\/7\)$/, "")).sort()).toEqual([
      "binary.txt: it is not valid UTF-8 text; save it as UTF-8, or it is a binary file",
      "empty-folder: this folder holds no .txt or .md file",
      "empty.txt: it is empty",
      "latin.txt: it is not valid UTF-8 text; save it as UTF-8, or it is a binary file",
      expect.stringMatching(/^missing\.md: no such file or folder/),
      "text 1: it is empty",
    ]);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toContain("The board agreed to pay EUR 400");
    expect(stdout.match(/no report: /g)).toHaveLength(6);
  });

  it.skipIf(isRoot)(
    `says that a file may not be read${isRoot ? " (skipped: root may read every file)" : ""}`,
    async () => {
      const { code, stderr } = await run([path("locked.txt")]);

      expect(code).toBe(1);
      expect(stderr).toContain("no permission to read it");
    },
  );

  it("ends with 1 and no report when nothing could be read", async () => {
    expect(await run([path("missing.md")])).toMatchObject({ code: 1, stdout: "" });
  });
});

describe("npm start -- --json", LIMIT, () => {
  it("prints one JSON document with reports and failures, and nothing else", async () => {
    const { code, stdout } = await run(["--json", path("good.md"), path("missing.md")]);
    const output = parse(stdout);

    expect(code).toBe(1);
    expect(output.documents.map(({ title, date }) => [title, date])).toEqual([["Good", "2026-05-03"]]);
    expect(output.failures).toEqual([{ name: path("missing.md"), problem: expect.stringContaining("no such file") }]);
  });

  it("keeps the order of the inputs, whatever finishes first", async () => {
    const texts = Array.from({ length: 12 }, (_, index) =>
      `Number ${String(index)} says so. `.repeat(1 + ((index * 7) % 12)),
    );
    const { stdout } = await run(["--json", "--concurrency", "6", ...texts]);

    expect(parse(stdout).documents.map(({ name }) => name)).toEqual(
      texts.map((_, index) => `text ${String(index + 1)}`),
    );
  });
});

describe("npm start -- --events", LIMIT, () => {
  it("prints every event of the run with number, cause and type on standard error", async () => {
    const { code, stdout, stderr } = await run(["--events", "--json", "The board agreed to pay EUR 400."]);
    const lines = stderr.split("\n").filter((line) => / ms {2}\d+/.test(line));

    expect(code).toBe(0);
    expect(parse(stdout).documents).toHaveLength(1);
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.some((line) => /^ +\d+ ms {2}\d+ <- \d+ +\S+/.test(line))).toBe(true);
    for (const chunk of ["normalize", "facts", "risks", "report"]) {
      expect(
        lines.filter((line) => line.includes(`"${chunk}"`)),
        chunk,
      ).not.toEqual([]);
    }
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
  });
});

describe("the command line", LIMIT, () => {
  it("ends with 2 when it makes no sense, and says where help is", async () => {
    expect(await run(["--jsno"])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "unknown option --jsno; for text that begins with a dash, put -- before it\n--help shows what can be given\n",
    });
  });

  it("explains itself and names its version", async () => {
    const [help, version] = await Promise.all([run(["--help"]), run(["--version"])]);

    expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("--concurrency") });
    expect(version).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe("an early end", LIMIT, () => {
  it("is quiet when the reader of the report goes away", async () => {
    const child = start([]);
    child.stdout.destroy();
    const { code, stderr } = await child.ended;

    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|Error/);
  });

  it("is clean at Ctrl-C, even while standard input is awaited", async () => {
    const child = start(["All is well here.", "-"]);
    await written(child, "done (1/2)");
    child.kill("SIGINT");

    expect(await child.ended).toMatchObject({
      code: 130,
      stdout: "",
      stderr: expect.stringContaining("interrupted after 1 of 2 documents\n"),
    });
  });
});
