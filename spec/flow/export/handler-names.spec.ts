import { where } from "millrace";
import { describe, expect, it } from "vitest";
import { HandlerNames, writeFilter } from "../../../lib/flow/export/handler-names.js";
import { caught } from "../../caught.js";
import { child, chunks, flow, isLong, subFlow } from "./every-node.js";

const named = { tidy: (): number => 1 };
const names = (): HandlerNames => new HandlerNames({ chunks, conditions: { isLong } });

describe("HandlerNames", () => {
  it("writes what is registered, and what is declared by its name", () => {
    expect(names().handler({ kind: "chunks", name: "log", run: chunks.log.run }, "")).toEqual({ handler: "log" });
    expect(names().handler({ kind: "conditions", name: "isLong", run: isLong.test }, "")).toEqual({
      handler: "isLong",
    });
    expect(names().handler({ kind: "joins", name: "tidy", run: named.tidy }, "")).toEqual({ handler: "tidy" });
  });

  it("refuses what has no name of its own, and names that the flow has given to others", () => {
    const refused = [
      { kind: "chunks", name: "step-1", run: () => 1 },
      { kind: "chunks", name: "other", run: named.tidy },
      { kind: "chunks", name: "log", run: named.tidy },
    ] as const;

    for (const handler of refused) {
      const error = caught(() => names().handler(handler, "nodes[0].chunk"));
      expect(error).toMatchObject({ code: "BLUEPRINT_INVALID", details: { path: "nodes[0].chunk" } });
    }
  });

  it("keeps the names of chunks, conditions and flows apart, and each for one thing", () => {
    const one = names();
    one.handler({ kind: "chunks", name: "tidy", run: named.tidy }, "");
    one.handler({ kind: "joins", name: "tidy", run: { tidy: () => 2 }.tidy }, "");

    expect(caught(() => one.handler({ kind: "chunks", name: "tidy", run: { tidy: () => 2 }.tidy }, "")).code).toBe(
      "BLUEPRINT_INVALID",
    );
    expect(one.flow(child, "")).toEqual({ flow: "child" });
    expect(caught(() => one.flow(subFlow(flow("child", [])), "")).code).toBe("BLUEPRINT_INVALID");
  });
});

describe("writeFilter", () => {
  it("keeps the reason why a filter is local", () => {
    expect(
      caught(() =>
        writeFilter(
          where(() => true),
          "triggers[0].filter",
        ),
      ).cause,
    ).toMatchObject({
      code: "FILTER_LOCAL",
    });
  });
});
