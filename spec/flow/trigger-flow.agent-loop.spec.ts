/** The agent loop of the source pages, its inputs and its model scripted, item by item. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readAll } from "./probes.js";

describe("an agent loop over signals (trace 8.2)", () => {
  /** The agent of the page, its inputs and its model scripted. */
  function agent(inputs: readonly string[], emit: "awaited" | "posted" = "awaited"): TriggerFlow<typeof contract> {
    const flow = new TriggerFlow("agent", contract);
    const lines = inputs[Symbol.iterator]();
    const getInput = flow.chunk("get_input", async (data) => {
      asked++;
      const { value, done } = lines.next();
      if (done || value === "exit") {
        await data.stopStream();
        return "exit";
      }
      await data.emit("UserInput", value);
      return "next";
    });
    flow.to(getInput);
    flow.when("UserInput").to(async function reply(data) {
      await data.putIntoStream(`\n[user] ${data.value}\n`);
      await data.putIntoStream("[assistant] ");
      if (data.value === "boom") {
        await data.putIntoStream("\n[error] model down\n");
        await data.stopStream();
        return "error";
      }
      for (const delta of ["re", "ply:", data.value, "\n"]) await data.putIntoStream(delta);
      if (emit === "awaited") await data.emit("Loop", "");
      else data.emitNowait("Loop", "");
      return "next";
    });
    flow.when("Loop").to(getInput);
    return flow;
  }
  const contract = {
    input: z.string(),
    stream: z.string(),
    signals: { UserInput: z.string(), Loop: z.string() },
  };
  const turn = (text: string): string[] => [`\n[user] ${text}\n`, "[assistant] ", "re", "ply:", text, "\n"];
  const boom = ["\n[user] boom\n", "[assistant] ", "\n[error] model down\n"];
  let asked = 0;

  for (const emit of ["awaited", "posted"] as const) {
    it(`replies until exit, with ${emit} turns`, async () => {
      asked = 0;
      const execution = agent(["hi", "there", "exit"], emit).createExecution();

      expect(await readAll(execution.getRuntimeStream("start"))).toEqual([...turn("hi"), ...turn("there")]);
      expect((await execution.outcome).result).toBeUndefined();
      expect(asked).toBe(3);
    });
  }

  it("gives no item for exit, nor for the end of the input", async () => {
    expect(await readAll(agent(["exit"]).getRuntimeStream("start"))).toEqual([]);
    expect(await readAll(agent([]).getRuntimeStream("start"))).toEqual([]);
  });

  it("ends after a request that fails, at once or after a reply", async () => {
    expect(await readAll(agent(["boom"]).getRuntimeStream("start"))).toEqual(boom);
    expect(await readAll(agent(["hi", "boom"]).getRuntimeStream("start"))).toEqual([...turn("hi"), ...boom]);
  });

  it("survives a thousand turns", async () => {
    const inputs = Array.from({ length: 1000 }, (_, index) => `t${String(index)}`);

    const items = await readAll(agent([...inputs, "exit"]).getRuntimeStream("start"));

    expect(items).toHaveLength(6000);
    expect(items.slice(-6)).toEqual(turn("t999"));
  });
});
