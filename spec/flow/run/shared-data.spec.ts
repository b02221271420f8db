import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { SharedData } from "../../../lib/flow/run/shared-data.js";
import { caught } from "../../caught.js";

describe("SharedData", () => {
  it("has written when it returns, and gives copies", async () => {
    const data = new SharedData();
    const list = [1];

    const written = data.set("list", list);
    list.push(9);
    expect(data.get("list")).toEqual([1]);
    await written;
    await data.append("list", 2);
    await data.set("deep.path", 3);
    (data.get("list") as number[]).push(9);
    (data.snapshot()["list"] as number[]).push(9);

    expect(data.snapshot()).toEqual({ list: [1, 2], deep: { path: 3 } });
    await data.delete("deep.path");
    await data.delete("list");
    await data.delete("nothing");
    expect(data.snapshot()).toEqual({ deep: {} });
  });

  it("fills keys and paths without telling anybody", async () => {
    const data = new SharedData();

    data.fill({ a: [1], "b.c": 2 });

    expect(data.snapshot()).toEqual({ a: [1], b: { c: 2 } });
    expect(data.listeners.size).toBe(0);
  });

  it("refuses a path through what is no data, and writes nothing", () => {
    const data = new SharedData();
    data.fill({ text: "x" });

    expect(caught(() => data.set("text.more", 1)).code).toBe("FLOW_VALUE_INVALID");
    expect(data.snapshot()).toEqual({ text: "x" });
  });
});

describe("who is told of flow data", () => {
  it("gets the key as it was written, and the value as it is then", async () => {
    const flow = new TriggerFlow("told");
    const heard: unknown[] = [];
    for (const flowData of ["list", "deep.path", "deep"])
      flow.when({ flowData }).to((data) => heard.push([flowData, data.value]));
    await flow.startExecution();

    await flow.setFlowData("list", 1);
    await flow.appendFlowData("list", 2);
    await flow.setFlowData("deep.path", 3);
    await flow.setFlowData("deep", { path: 4 });
    await flow.deleteFlowData("list");

    expect(heard).toEqual([
      ["list", 1],
      ["list", [1, 2]],
      ["deep.path", 3],
      ["deep", { path: 4 }],
      ["list", undefined],
    ]);
  });

  it("are those who were open when it was written, though one of them ends meanwhile", async () => {
    const flow = new TriggerFlow("leaving");
    const heard: string[] = [];
    flow.when({ flowData: "key" }).to((data) => heard.push(data.execution.id));
    const [one, two] = [
      await flow.startExecution(undefined, { id: "one" }),
      await flow.startExecution(undefined, { id: "two" }),
    ];

    const written = flow.setFlowData("key", 1);
    const closing = [one.close(), two.close()];
    await written;
    await Promise.all(closing);
    await flow.setFlowData("key", 2);

    expect(heard).toEqual(["one", "two"]);
  });
});
