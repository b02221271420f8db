/** The door `millrace/yaml`. */
import { BaseEvent, where } from "millrace";
import { blueprintFromYaml, blueprintToYaml } from "millrace/yaml";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blueprintToJson } from "../lib/flow/export/blueprint-json.js";
import { caught } from "./caught.js";
import { readText, typeScriptFiles } from "./house/repository.js";
import { anyBlueprint, bindings, chunkNode, chunks, end, everyNode, flow } from "./flow/export/every-node.js";

const text = `kind: millrace.blueprint
version: 1
name: small
nodes:
  - kind: end
    id: end-1
    on: [start]
triggers: []
`;

describe("blueprintToYaml", () => {
  it("writes what people like to read", () => {
    const small = flow("small", [chunkNode("log", ["start"], { chunk: chunks.log }), end("end-2", "ended/log")]);

    expect(blueprintToYaml(blueprintToJson(small, {}, bindings)).split("\n")).toEqual([
      "kind: millrace.blueprint",
      "version: 1",
      "name: small",
      "nodes:",
      "  - kind: chunk",
      "    id: log",
      "    on:",
      "      - start",
      "    chunk:",
      "      handler: log",
      "  - kind: end",
      "    id: end-2",
      "    on:",
      "      - ended/log",
      "triggers: []",
      "",
    ]);
  });
});

describe("blueprintFromYaml", () => {
  it("gives back what was written, for every kind of node and any names", () => {
    const whole = blueprintToJson(everyNode(where(BaseEvent)), {}, bindings);
    expect(blueprintFromYaml(blueprintToYaml(whole))).toEqual(whole);

    fc.assert(
      fc.property(anyBlueprint, (blueprint) => {
        const json = blueprintToJson(blueprint, {}, bindings);

        expect(blueprintFromYaml(blueprintToYaml(json))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });

  it("reads what people write, JSON included", () => {
    const json = blueprintFromYaml(`# a comment\n${text}`);

    expect(json.nodes).toEqual([{ kind: "end", id: "end-1", on: ["start"] }]);
    expect(blueprintFromYaml(JSON.stringify(json))).toEqual(json);
  });

  it.each([
    ["broken text", text.replace("[start]", "[start"), 8],
    ["a key used twice", text.replace("version: 1", "version: 1\nkind: other"), 3],
    ["an alias", text.replace("id: end-1", "id: &a end-1").replace("triggers: []", "triggers: *a"), 6],
    ["an anchor", text.replace("name: small", "name: &a small"), 3],
    ["a tag", text.replace("name: small", "name: !!str small"), 3],
    ["a tag of its own", text.replace("name: small", "name: !thing small"), 3],
    ["a second document", `${text}---\n${text}`, 9],
    ["another version of YAML", `%YAML 1.1\n---\n${text}`, 1],
    ["a key that is no text", `${text}? [a]\n: b\n`, 9],
  ])("refuses %s, with the line", (_, broken, line) => {
    const error = caught(() => blueprintFromYaml(broken));

    expect([error.code, error.details["line"]]).toEqual(["BLUEPRINT_INVALID", line]);
  });

  it("says once where broken text is, in a whole sentence", () => {
    expect(caught(() => blueprintFromYaml("flow: [unfinished")).message).toContain(
      "line 1 Flow sequence in block collection must be sufficiently indented and end with a ].",
    );
    expect(caught(() => blueprintFromYaml(text.replace("name: small", "name: !thing small"))).message).toContain(
      "line 3 Unresolved tag: !thing.",
    );
  });

  it("refuses what is YAML and no blueprint, with the path", () => {
    expect(caught(() => blueprintFromYaml("")).code).toBe("BLUEPRINT_INVALID");
    expect(caught(() => blueprintFromYaml(text.replace("start", "begin"))).details["path"]).toBe("nodes[0].on[0]");
    expect(caught(() => blueprintFromYaml("[".repeat(100_000))).code).toBe("BLUEPRINT_INVALID");
    expect(caught(() => blueprintFromYaml(undefined as never)).code).toBe("BLUEPRINT_INVALID");
  });
});

describe("the library behind it", () => {
  it("is loaded by this door alone, and nothing in the house opens it", () => {
    const importing = (what: RegExp) => typeScriptFiles("lib").filter((path) => what.test(readText(path)));

    expect(importing(/from "yaml"|import\("yaml"\)/)).toEqual(["lib/yaml.ts"]);
    expect(importing(/["/]yaml\.js"/)).toEqual([]);
  });
});
