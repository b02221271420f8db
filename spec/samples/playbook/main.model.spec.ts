/** The command with a model: what it asks, what is seen while the model writes, and how it goes on without one. */
import { answer, type ScriptedReply, ScriptedServer, type ScriptedAnswer } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { type Environment, runCommand, startCommand, written } from "./run-command.js";

const LIMIT = { timeout: 40_000 };
const TEXT = "The board agreed to pay EUR 400 by 1 June 2026. It might be late.";
const BOTH_PLAIN = { facts: "plain code", risks: "plain code" };

const FACTS = {
  facts: [
    { kind: "obligation", sentence: 1, value: "The board, by 2026-06-01" },
    { kind: "amount", sentence: 1, value: "EUR 400" },
  ],
};
const risksOf = (sentence: number): object => ({
  risks: [{ severity: "high", kind: "blocked", sentence, why: "Nothing is said of a second way.", against: [] }],
});
const inPieces = (data: unknown): ScriptedAnswer => answer.text(JSON.stringify(data), { every: 5 });

/** Facts and risks are asked side by side, in an order that nobody promises. */
function answering(facts: () => ScriptedAnswer, risks: () => ScriptedAnswer): ScriptedReply[] {
  const reply: ScriptedReply = ({ text }) => (text.includes('"risks"') ? risks() : facts());
  return Array.from({ length: 40 }, () => reply);
}

const at = ({ url }: ScriptedServer): Environment => ({ OPENAI_BASE_URL: url, MODEL: "tiny" });
const linesOf = (stderr: string, start: string): string[] =>
  stderr.split("\n").filter((line) => line.startsWith(start));

interface Json {
  readonly documents: readonly {
    readonly facts: readonly { readonly kind: string; readonly value: string; readonly sentence: string }[];
    readonly risks: readonly { readonly severity: string; readonly sentence: string; readonly line: number }[];
    readonly readBy: { readonly facts: string; readonly risks: string };
    readonly notes: readonly string[];
  }[];
}
const documentsOf = (stdout: string): Json["documents"] => (JSON.parse(stdout) as Json).documents;

describe("npm start with a model", LIMIT, () => {
  it("asks once for facts and once for risks, tells each as it is written, and quotes the document", async () => {
    await using server = await ScriptedServer.start(
      answering(
        () => inPieces(FACTS),
        () => inPieces(risksOf(2)),
      ),
    );
    const environment = { ...at(server), OPENAI_API_KEY: "hush-hush" };
    const { code, stdout, stderr } = await runCommand([TEXT], { environment });

    expect(code).toBe(0);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer hush-hush",
      "Bearer hush-hush",
    ]);
    expect(server.requests[0]?.text).toContain("[2] It might be late.");
    expect(stderr.split("\n")[0]).toBe(`the model tiny at ${new URL(server.url).host} finds facts and risks`);
    expect(linesOf(stderr, "text 1: fact")).toEqual([
      "text 1: fact 1, obligation: The board, by 2026-06-01",
      "text 1: fact 2, amount: EUR 400",
      "text 1: facts ready, 2 facts",
    ]);
    expect(linesOf(stderr, "text 1: risk")).toEqual([
      "text 1: risk 1, high, blocked: Nothing is said of a second way.",
      "text 1: risks ready, 1 risk, 1 high",
    ]);
    expect(stdout).toContain('"It might be late."\n          → Nothing is said of a second way.');
    expect(stdout).toContain("Facts and risks were found by the model tiny.");
    expect(stdout + stderr).not.toContain("hush");
  });

  it("shows what is written while the rest is still to come, and ends at Ctrl-C in the middle of it", async () => {
    const half = `${JSON.stringify(FACTS).slice(0, -2)},{"kind":"date","val`;
    const stalled = (text: string): ScriptedAnswer => ({
      ...answer.text(text, { every: 7, finish: null }),
      stall: "body",
    });
    await using server = await ScriptedServer.start(
      answering(
        () => stalled(half),
        () => stalled('{"risks":['),
      ),
    );
    const child = startCommand([TEXT], at(server));
    await Promise.all([written(child, "fact 2, amount: EUR 400"), server.received(2)]);
    child.kill("SIGINT");

    expect(await child.ended).toMatchObject({
      code: 130,
      stdout: "",
      stderr: expect.stringMatching(/interrupted after 0 of 1 documents\n$/),
    });
    expect(await Promise.all(server.requests.map(({ ended }) => ended))).toEqual(["client", "client"]);
  });

  it("tells the model what does not fit, and takes the answer that does", async () => {
    const risks = [risksOf(77), risksOf(1)];
    await using server = await ScriptedServer.start(
      answering(
        () => inPieces(FACTS),
        () => inPieces(risks.shift()),
      ),
    );
    const { code, stdout, stderr } = await runCommand(["--json", TEXT], { environment: at(server) });
    const [document] = documentsOf(stdout);

    expect(code).toBe(0);
    expect(server.requests).toHaveLength(3);
    expect(server.requests.at(-1)?.text).toMatch(/risks\[0\]\.sentence: .*2/);
    expect(linesOf(stderr, "text 1: the risks")).toEqual(["text 1: the risks are written anew"]);
    expect(document?.risks).toMatchObject([{ severity: "high", sentence: TEXT.split(" It")[0], line: 1 }]);
    expect(document?.readBy).toEqual({ facts: "model tiny", risks: "model tiny" });
  });

  it("lets plain code do the half that the model does not get right, and says why", async () => {
    await using server = await ScriptedServer.start(
      answering(
        () => inPieces(FACTS),
        () => inPieces(risksOf(77)),
      ),
    );
    const { code, stdout, stderr } = await runCommand(["--json", TEXT], { environment: at(server) });
    const [document] = documentsOf(stdout);
    const [line = ""] = linesOf(stderr, "text 1: plain code");

    expect(code).toBe(0);
    expect(line).toMatch(
      /^text 1: plain code found the risks: The answer does not fit .* 4 attempts: risks\[0\]\.sentence: /,
    );
    expect(document?.readBy).toEqual({ facts: "model tiny", risks: "plain code" });
    expect(document?.facts.map(({ value }) => value)).toEqual(["The board, by 2026-06-01", "EUR 400"]);
    expect(document?.risks.map(({ sentence }) => sentence)).toContain("It might be late.");
    expect(document?.notes).toContain(`${line.replace("text 1: plain", "Plain")}.`);
  });

  it("reports with plain code when the connection is refused, with one line for each document", async () => {
    const server = await ScriptedServer.start();
    const environment = at(server);
    await server[Symbol.asyncDispose]();
    const { code, stdout, stderr } = await runCommand(["--json", TEXT, "The boats cannot sail."], { environment });

    expect(code).toBe(0);
    for (const name of ["text 1", "text 2"]) {
      expect(linesOf(stderr, `${name}: plain code`)).toEqual([
        expect.stringMatching(
          /: plain code found facts and risks: .*"tiny" at .* could not be reached: .*ECONNREFUSED/,
        ),
      ]);
    }
    expect(documentsOf(stdout).map(({ readBy }) => readBy)).toEqual([BOTH_PLAIN, BOTH_PLAIN]);
    expect(documentsOf(stdout)[1]?.risks[0]?.sentence).toBe("The boats cannot sail.");
  });

  it("asks no more when the key is refused, and shows the fallbacks in the log of events, too", async () => {
    const refused = (): ScriptedAnswer => answer.status(401, { error: { message: "Who are you?" } });
    await using server = await ScriptedServer.start(answering(refused, refused));
    const args = ["--events", "--concurrency", "1", "One.", "Two.", "Three."];
    const { code, stdout, stderr } = await runCommand(args, { environment: at(server) });

    expect(code).toBe(0);
    expect(server.requests).toHaveLength(2);
    expect(linesOf(stderr, "text ")).toEqual([
      expect.stringMatching(/^text 1: plain code found facts and risks: The model .* answered 401: Who are you\?$/),
      expect.stringMatching(/^text 2: .* the model was not asked again after this: The model .* answered 401: /),
      expect.stringMatching(/^text 3: .* the model was not asked again after this: /),
    ]);
    expect(stderr).toMatch(/request 1 +attempt\.started /);
    expect(stdout.match(/Facts and risks were found by plain code\./g)).toHaveLength(3);
  });
});

describe("npm start without a model", LIMIT, () => {
  it.each([
    [{}, /^plain code finds facts and risks; set OPENAI_BASE_URL and MODEL, .*$/],
    [{ MODEL: "tiny" }, /^MODEL is set but OPENAI_BASE_URL is missing: .*$/],
    [{ OPENAI_BASE_URL: "http://127.0.0.1:1/v1" }, /^OPENAI_BASE_URL is set but MODEL is missing: .*$/],
  ])("says so in one line on standard error: %o", async (environment, line) => {
    const { code, stdout, stderr } = await runCommand(["--json", TEXT], { environment });

    expect(code).toBe(0);
    expect(stderr.split("\n").filter((one) => !one.startsWith("text 1: "))).toEqual([expect.stringMatching(line), ""]);
    expect(documentsOf(stdout).map(({ readBy }) => readBy)).toEqual([BOTH_PLAIN]);
  });
});
