import { where } from "millrace";
import { describe, expect, it } from "vitest";
import { BoundHandlers } from "../../../lib/flow/export/bindings.js";
import { HandlerNames } from "../../../lib/flow/export/handler-names.js";
import { readNode, writeNode } from "../../../lib/flow/export/node-codec.js";
import { bindings, chunkNode, everyNode, step } from "./every-node.js";

const nodes = [...everyNode(where(() => true)).nodes.values()];
const kinds = [...new Set(nodes.map(({ kind }) => kind))];

describe("writeNode and readNode", () => {
  it("are tried with every kind", () => {
    expect(kinds).toHaveLength(12);
  });

  it.each(kinds)("give every %s back as it was, over JSON text", (kind) => {
    for (const node of nodes.filter((one) => one.kind === kind)) {
      const text = JSON.stringify(writeNode(node, new HandlerNames(bindings), "node"));

      expect(readNode(JSON.parse(text) as never, new BoundHandlers([bindings]), "node")).toEqual(node);
    }
  });

  it("write the signals that a chunk says it emits, for readers and for functions without options", () => {
    const chunk = step("ask", "Answer");
    const json = writeNode(
      chunkNode("ask", ["start"], { chunk }),
      new HandlerNames({ chunks: { ask: chunk } }),
      "node",
    );

    expect(json).toMatchObject({ chunk: { handler: "ask", emits: ["Answer"] } });
    expect(readNode(json, new BoundHandlers([{ chunks: { ask: chunk.run } }]), "node")).toMatchObject({ chunk });
  });
});
