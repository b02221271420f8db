import { describe, expect, it } from "vitest";
import { parseBlueprint } from "../../../lib/flow/export/parse-blueprint.js";
import { caught } from "../../caught.js";

const empty = { kind: "millrace.blueprint", version: 1, name: "empty", nodes: [], triggers: [] };
const end = { kind: "end", id: "end", on: ["start"] };

describe("parseBlueprint", () => {
  it("takes text and data", () => {
    expect(parseBlueprint(JSON.stringify(empty))).toEqual(empty);
    expect(parseBlueprint(empty)).toEqual(empty);
  });

  it.each([
    ["broken text", "{", ""],
    ["text of something else", "3", ""],
    ["nothing", undefined, ""],
    ["a list", [], ""],
    ["another kind", { ...empty, kind: "trigger_flow/v1" }, "kind"],
    ["no kind", { version: 1 }, "kind"],
    ["an older version", { ...empty, version: 0 }, "version"],
    ["a newer version", { ...empty, version: 2 }, "version"],
    ["a version that is a text", { ...empty, version: "1" }, "version"],
    ["no nodes", { ...empty, nodes: undefined }, "nodes"],
    ["a node that is none", { ...empty, nodes: [null] }, "nodes[0]"],
    ["an unknown kind of node", { ...empty, nodes: [end, { ...end, kind: "jump" }] }, "nodes[1].kind"],
    ["a route that is none", { ...empty, nodes: [{ ...end, on: ["start", "begin"] }] }, "nodes[0].on[1]"],
    ["a key that nobody knows", { ...empty, nodes: [{ ...end, color: "red" }] }, "nodes[0]"],
  ])("refuses %s", (_, given, path) => {
    const error = caught(() => parseBlueprint(given));

    expect([error.code, error.details["path"]]).toEqual(["BLUEPRINT_INVALID", path]);
  });

  it("tells those who have a newer one to update", () => {
    expect(caught(() => parseBlueprint({ ...empty, version: 2 })).hint).toContain("Update");
    expect(caught(() => parseBlueprint({ ...empty, version: 0 })).hint).toContain("Save");
  });

  it("keeps what the parser said", () => {
    expect(caught(() => parseBlueprint("{")).cause).toBeInstanceOf(SyntaxError);
  });
});
