/** Lines for people. */
import { Agent, logTurns, MillraceError, tool, type TurnLog } from "millrace";
import { ManualClock, TestModel, type TestTurn } from "millrace/testing";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";

async function logged(options: TurnLog, ...turns: TestTurn[]): Promise<string[]> {
  const lines: string[] = [];
  const clock = new ManualClock();
  using _ = clock.install();
  const pass = (ms: number): void => clock.advance(ms);
  const search = tool({
    name: "search",
    input: z.object({ q: z.string() }),
    run: async ({ q }, context) => {
      pass(30);
      if (q === "nothing") throw new RangeError("There is nothing.\nAt all.");
      return `${await context.input("May I?")}: down by\nthe river`;
    },
  });
  const agent = new Agent("guide", {
    model: new TestModel(
      ...turns.map((turn): TestTurn => () => {
        pass(800);
        return turn;
      }),
    ),
    tools: [search],
    middleware: [logTurns({ write: (line) => void lines.push(line), ...options })],
    humanInput: () => {
      pass(5);
      return "yes";
    },
  });
  await agent.ask("Where is\nthe old mill?").catch(() => undefined);
  return lines;
}

const searching = (q: string): TestTurn => ({
  toolCalls: [{ name: "search", arguments: { q } }],
  usage: { inputTokens: 10, outputTokens: 5 },
});

describe("logTurns", () => {
  it("writes a line for each step, with the milliseconds of the clock in force", async () => {
    expect(await logged({}, searching("old mill"), "By the river.")).toEqual([
      "[guide] turn begins: Where is the old mill?",
      "[guide] model answered in 800 ms (test, 15 tokens): calls search",
      "[guide] human asked: May I?",
      "[guide] human answered in 5 ms: yes",
      '[guide] tool search {"q":"old mill"} answered in 35 ms: yes: down by the river',
      "[guide] model answered in 800 ms (test): By the river.",
      "[guide] turn completed in 1635 ms: By the river.",
    ]);
  });

  it("writes what fails with its error, and throws it on", async () => {
    const failure = new MillraceError("MODEL_FAILED", "Out of service.");

    expect(await logged({}, searching("nothing"), failure)).toEqual([
      "[guide] turn begins: Where is the old mill?",
      "[guide] model answered in 800 ms (test, 15 tokens): calls search",
      '[guide] tool search {"q":"nothing"} failed in 30 ms: Error: There is nothing. At all.',
      "[guide] model failed in 800 ms: MODEL_FAILED Out of service.",
      "[guide] turn failed in 1630 ms: MODEL_FAILED Out of service.",
    ]);
  });

  it("cuts texts, shows none where that is asked for, and nothing that moves a terminal's cursor", async () => {
    const short = await logged({ maxText: 10 }, searching("old mill"), "\u001b[2Jx");
    const none = await logged({ maxText: 0 }, searching("old mill"), "By the river.");

    expect(short[0]).toBe("[guide] turn begins: Where is …");
    expect(short[4]).toBe('[guide] tool search {"q":"old… answered in 35 ms: yes: down…');
    expect(short[5]).toBe("[guide] model answered in 800 ms (test): [2Jx");
    expect(none.join()).not.toMatch(/mill|river|May I|yes/);
    expect(none).toHaveLength(7);
  });

  it("writes to stderr by itself, and breaks no turn when writing fails", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      await new Agent("guide", { model: new TestModel("ok"), middleware: [logTurns()] }).ask("Go.");
      expect(written.mock.calls.map(([line]) => line)).toContain("[guide] turn begins: Go.\n");
    } finally {
      written.mockRestore();
    }
    const full = logTurns({
      write: () => {
        throw new RangeError("disk full");
      },
    });
    expect((await new Agent("guide", { model: new TestModel("ok"), middleware: [full] }).ask("Go.")).body).toBe("ok");
  });

  it("refuses options that cannot work", () => {
    for (const options of [{ write: "stderr" }, { maxText: -1 }, { level: 3 }]) {
      expect(caught(() => logTurns(options as never)).code).toBe("OPTION_INVALID");
    }
  });
});
