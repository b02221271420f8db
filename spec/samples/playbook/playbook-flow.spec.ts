/** The playbook as a flow: its stages in order, its two searches side by side, its result, and runs that do not mix. */
import { ChunkEnded, ChunkStarted, ExecutionStarted, MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { type Progress } from "../../../samples/playbook/command/stage.js";
import { playbook } from "../../../samples/playbook/playbook-flow.js";

const SOURCE = { name: "a.md", text: "# Plan\n\nThe board agreed to pay EUR 400 by 3 May 2026. It might be late." };

async function run(source: typeof SOURCE): Promise<{ stages: Progress[]; title: string | undefined }> {
  const execution = playbook.createExecution({ concurrency: 2 });
  const stages: Progress[] = [];
  for await (const item of execution.getRuntimeStream(source)) stages.push(item);
  const { result } = await execution.start(source);
  return { stages, title: result?.title };
}

describe("playbook", () => {
  it("tells its stages in order and gives the report", async () => {
    const { stages, title } = await run(SOURCE);

    expect(stages[0]).toEqual({ stage: "normalized", title: "Plan", words: 16, sentences: 2 });
    expect(
      stages
        .slice(1, 3)
        .map((item) => item.stage)
        .sort(),
    ).toEqual(["facts_ready", "risks_ready"]);
    expect(stages[3]).toEqual({ stage: "compiled", title: "Plan" });
    expect(stages).toHaveLength(4);
    expect(title).toBe("Plan");
  });

  it("starts the search for risks before the search for facts has ended", async () => {
    const stream = new MemoryStream();
    const steps: string[] = [];
    stream.where(ChunkStarted).subscribe((event) => void steps.push(`${event.chunk} starts`));
    stream.where(ChunkEnded).subscribe((event) => void steps.push(`${event.chunk} ends`));

    await playbook.createExecution({ stream }).start(SOURCE);

    expect(steps.indexOf("risks starts")).toBeLessThan(steps.indexOf("facts ends"));
    expect(steps.indexOf("report starts")).toBeGreaterThan(
      Math.max(steps.indexOf("facts ends"), steps.indexOf("risks ends")),
    );
  });

  it("does not mix the runs that share a stream", async () => {
    const stream = new MemoryStream();
    const byExecution = new Map<string, Set<string>>();
    stream.where([ExecutionStarted, ChunkStarted, ChunkEnded]).subscribe(({ execution, type }) => {
      byExecution.set(execution, (byExecution.get(execution) ?? new Set()).add(type));
    });
    const outcomes = await Promise.all(
      ["One.", "Two here.", "Three are here."].map((text, index) =>
        playbook.createExecution({ stream }).start({ name: String(index), text }),
      ),
    );

    expect(outcomes.map(({ result }) => [result?.name, result?.statistics.words])).toEqual([
      ["0", 1],
      ["1", 2],
      ["2", 3],
    ]);
    expect([...byExecution.values()].map((types) => types.size)).toEqual([3, 3, 3]);
  });
});
