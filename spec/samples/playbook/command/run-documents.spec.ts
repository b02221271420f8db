/** Many documents, a few at a time: the order of what comes back, what fails alone, and an early stop. */
import { ChunkStarted, MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { type LiveView } from "../../../../samples/playbook/command/live-view.js";
import { type Outcome, runDocuments, type RunOptions } from "../../../../samples/playbook/command/run-documents.js";
import { type Input } from "../../../../samples/playbook/documents/read-documents.js";

const input = (name: string, text = `${name} is here.`): Input => ({
  name,
  read: () => Promise.resolve({ name, text }),
});

function options(changes: Partial<RunOptions> = {}): RunOptions & { readonly seen: string[] } {
  const seen: string[] = [];
  const view: LiveView = {
    stage: (_key, name, item) => void seen.push(`${name} ${item.stage}`),
    writing: (_key, name, item) => void seen.push(`${name} ${item.path} ${item.kind}`),
    note: (_key, name, text) => void seen.push(`${name} ${text}`),
    finish: (_key, name, problem) => void seen.push(`${name} ${problem ?? "done"}`),
    end: () => {},
  };
  return { concurrency: 3, stream: new MemoryStream(), view, signal: new AbortController().signal, seen, ...changes };
}

const brief = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((outcome) => ("report" in outcome ? outcome.report.title : `${outcome.name}: ${outcome.problem}`));

describe("runDocuments", () => {
  it("gives the outcomes in the order of the inputs and shows every stage", async () => {
    const given = options();
    const outcomes = await runDocuments([input("A"), input("B", "Bees hum. ".repeat(300)), input("C")], given);

    expect(brief(outcomes)).toEqual(["A is here", "Bees hum", "C is here"]);
    expect(given.seen.filter((line) => line.startsWith("B ")).slice(-2)).toEqual(["B compiled", "B done"]);
    expect(given.seen).toHaveLength(15);
  });

  it("never works on more documents than asked for", async () => {
    let open = 0;
    let most = 0;
    const inputs = Array.from({ length: 9 }, (_, index): Input => ({
      name: String(index),
      read: () => {
        most = Math.max(most, ++open);
        return Promise.resolve({ name: String(index), text: "All is well." });
      },
    }));
    const given = options({ concurrency: 2 });
    const view: LiveView = { ...given.view, finish: () => (open -= 1) };
    await runDocuments(inputs, { ...given, view });

    expect(most).toBe(2);
  });

  it("takes a document that cannot be read for an outcome and goes on", async () => {
    const broken: Input = { name: "B", read: () => Promise.reject(new Error("it is\nempty")) };

    expect(brief(await runDocuments([input("A"), broken, input("C")], options()))).toEqual([
      "A is here",
      "B: it is empty",
      "C is here",
    ]);
  });

  it("takes a run that fails for an outcome and goes on", async () => {
    const stream = new MemoryStream();
    stream.where(ChunkStarted, { chunk: "risks" }).subscribe(
      (event) => {
        if ((event.value as { name: string }).name === "B") throw new Error("no risks today");
        return event;
      },
      { interrupt: true },
    );

    expect(brief(await runDocuments([input("A"), input("B"), input("C")], options({ stream })))).toEqual([
      "A is here",
      "B: no risks today",
      "C is here",
    ]);
  });

  it("stops at once when the signal is aborted, even while a document is being read", async () => {
    const stop = new AbortController();
    const endless: Input = { name: "B", read: () => new Promise(() => {}) };
    const given = options({ signal: stop.signal, concurrency: 1 });
    const view: LiveView = { ...given.view, finish: () => void setImmediate(() => stop.abort()) };
    const outcomes = await runDocuments([input("A"), endless, input("C")], { ...given, view });

    expect(brief(outcomes)).toEqual(["A is here"]);
  });
});
