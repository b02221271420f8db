/** The command line, and what each mistake in it is told. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONCURRENCY, HELP, readOptions } from "../../../../samples/playbook/command/options.js";

describe("readOptions", () => {
  it("reads flags and inputs in any order", () => {
    expect(readOptions(["a.md", "--json", "-", "--concurrency", "8", "--events", "--all"])).toEqual({
      inputs: ["a.md", "-"],
      json: true,
      events: true,
      all: true,
      help: false,
      version: false,
      concurrency: 8,
    });
  });

  it("has a default for everything", () => {
    expect(readOptions([])).toEqual({
      inputs: [],
      json: false,
      events: false,
      all: false,
      help: false,
      version: false,
      concurrency: DEFAULT_CONCURRENCY,
    });
  });

  it("takes what stands behind -- as it is", () => {
    expect(readOptions(["--", "-5 degrees", "--json"])).toMatchObject({
      inputs: ["-5 degrees", "--json"],
      json: false,
    });
  });

  it.each([
    [["--jsno"], /^unknown option --jsno; /],
    [["-x"], /^unknown option -x; /],
    [["-5 degrees"], /^unknown option -5; /],
    [["--json=yes"], /^--json takes no value$/],
    [["--concurrency"], /^--concurrency needs a value$/],
    [["--concurrency", "0"], /whole number from 1 to 64, not "0"$/],
    [["--concurrency", "many"], /not "many"$/],
    [["--concurrency=2.5"], /not "2.5"$/],
    [["--concurrency=100"], /not "100"$/],
  ])("complains about %s in one line", (args, complaint) => {
    const options = readOptions(args);

    expect(options).toEqual({ complaint: expect.stringMatching(complaint) });
    expect("complaint" in options && options.complaint).not.toContain("\n");
  });

  it("names every flag in the help", () => {
    expect(
      ["--json", "--events", "--all", "--help", "--version", "--concurrency"].filter((flag) => !HELP.includes(flag)),
    ).toEqual([]);
  });

  it("names in the help what the environment can say", () => {
    expect(["OPENAI_BASE_URL", "MODEL", "OPENAI_API_KEY"].filter((name) => !HELP.includes(`\n  ${name} `))).toEqual([]);
    expect(HELP.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });
});
