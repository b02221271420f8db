import { where } from "millrace";
import { describe, expect, it } from "vitest";
import { type Bindings, bindingsOf, BoundHandlers, lookUp } from "../../../lib/flow/export/bindings.js";
import { caught } from "../../caught.js";
import { byId, child, chunks, everyNode, isLong, step } from "./every-node.js";

const bound = (...sources: readonly Bindings[]): BoundHandlers => new BoundHandlers(sources);

describe("BoundHandlers", () => {
  it("takes what flows register as it is, and makes chunks and conditions of functions", () => {
    const run = (): number => 1;
    const handlers = bound({ chunks: { log: chunks.log, run }, conditions: { isLong, run } });

    expect(handlers.chunk("log", ["Other"], "")).toBe(chunks.log);
    expect(handlers.chunk("run", ["Go"], "")).toMatchObject({ name: "run", run, emits: ["Go"], retry: undefined });
    expect(handlers.condition("isLong", "")).toBe(isLong);
    expect(handlers.condition("run", "")).toEqual({ name: "run", test: run });
    expect(() => {
      handlers.check("flow");
    }).not.toThrow();
  });

  it("calls what is bound by the name in the blueprint", () => {
    const handlers = bound({ chunks: { other: step("log", "Go") }, conditions: { other: isLong } });

    expect(handlers.chunk("other", undefined, "")).toMatchObject({ name: "other", emits: ["Go"] });
    expect(handlers.condition("other", "").name).toBe("other");
  });

  it("lets earlier bindings win", () => {
    const first = step("log");

    expect(bound({ chunks: new Map([["log", first]]) }, { chunks }).chunk("log", [], "")).toBe(first);
  });

  it("remembers every name that nobody has bound, or bound to something else", () => {
    const handlers = bound({ chunks: { log: 3 as never, facts: chunks.facts }, flows: { none: {} as never, child } });
    handlers.chunk("log", [], "nodes[0].chunk");
    handlers.flow("none", "nodes[1].flow");
    handlers.join("toString", "nodes[2].joinBy");
    const error = caught(() => {
      handlers.check("playbook");
    });

    expect(error.code).toBe("BLUEPRINT_UNBOUND");
    expect(error.details).toEqual({
      unbound: [
        { kind: "chunks", name: "log", at: "nodes[0].chunk" },
        { kind: "flows", name: "none", at: "nodes[1].flow" },
        { kind: "joins", name: "toString", at: "nodes[2].joinBy" },
      ],
      known: { chunks: ["facts", "log"], flows: ["child", "none"], joins: [] },
    });
    expect(error.message).toContain('"facts"');
  });
});

describe("bindingsOf", () => {
  it("finds everything that a flow binds already", () => {
    const whole = everyNode(where(() => true));
    const { chunks: found, conditions, joins, flows } = bindingsOf(whole.nodes.values());

    expect(Object.fromEntries(found as Map<string, unknown>)).toEqual(
      Object.fromEntries(
        ["normalize", "repair", "log", "facts", "risks", "report"].map((name) => [name, chunks[name as "log"]]),
      ),
    );
    expect([conditions, joins, flows]).toEqual([
      new Map([["isLong", isLong]]),
      new Map([["byId", byId]]),
      new Map([["child", child]]),
    ]);
  });
});

describe("lookUp", () => {
  it("finds own names only", () => {
    expect(lookUp({ a: 1 }, "a")).toBe(1);
    expect(lookUp({ a: 1 }, "constructor")).toBeUndefined();
    expect(lookUp(new Map([["a", 1]]), "a")).toBe(1);
    expect(lookUp(undefined, "a")).toBeUndefined();
  });
});
