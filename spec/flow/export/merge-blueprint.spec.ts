import { defineEvent, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Blueprint, type Route } from "../../../lib/flow/definition/blueprint.js";
import { blueprintFromJson, blueprintToJson } from "../../../lib/flow/export/blueprint-json.js";
import { mergeBlueprint } from "../../../lib/flow/export/merge-blueprint.js";
import { caught } from "../../caught.js";
import { bindings, chunkNode, chunks, end, everyNode, flow } from "./every-node.js";

class Paid extends defineEvent("merge.paid", { total: z.number() }) {}
class Sent extends defineEvent("merge.sent", {}) {}

const carried = (blueprint: Blueprint) => blueprintFromJson(blueprintToJson(blueprint, {}, bindings), bindings);
const log = (...on: Route[]) => chunkNode("log", on, { chunk: chunks.log });

describe("mergeBlueprint", () => {
  it("changes nothing where all of it is there already", () => {
    const whole = everyNode(where(Paid));
    const { nodes, triggers } = mergeBlueprint(whole, carried(whole));

    expect(nodes).toEqual([...whole.nodes.values()]);
    expect(triggers).toEqual(whole.triggers);
  });

  it("adds what is new behind what is there", () => {
    const { nodes } = mergeBlueprint(
      flow("a", [log("start")]),
      carried(flow("b", [log("start"), end("end", "ended/log")])),
    );

    expect(nodes.map(({ id }) => id)).toEqual(["log", "end"]);
  });

  it("refuses an id that both define differently", () => {
    const error = caught(() => mergeBlueprint(flow("a", [log("start")]), carried(flow("b", [log("signal/Go")]))));

    expect(error).toMatchObject({ code: "BLUEPRINT_INVALID", details: { node: "log" } });
    expect(error.message).toContain("different definition");
  });

  it("tells ways in by their filters, and gives new ones numbers that are free", () => {
    const here = flow("a", [end("one", "event/1")], [{ route: "event/1", filter: where(Paid) }]);
    const there = flow(
      "b",
      [end("two", "event/1"), end("one", "event/2"), end("three", "event/3")],
      [
        { route: "event/1", filter: where(Sent) },
        { route: "event/2", filter: where(Paid) },
        { route: "event/3", filter: where(Paid) },
      ],
    );
    const { nodes, triggers } = mergeBlueprint(here, carried(there));

    expect(triggers.map(({ route, filter }) => `${route} ${String(filter)}`)).toEqual([
      "event/1 [merge.paid]",
      "event/2 [merge.sent]",
      "event/3 [merge.paid]",
    ]);
    expect(nodes.map(({ id, on }) => [id, ...on])).toEqual([
      ["one", "event/1"],
      ["two", "event/2"],
      ["three", "event/3"],
    ]);
  });
});
