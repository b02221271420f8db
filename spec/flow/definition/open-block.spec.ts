import { describe, expect, it } from "vitest";
import { FlowBuilder } from "../../../lib/flow/definition/flow-builder.js";
import { behind, blockFor, inside, OpenBlock, standingAt } from "../../../lib/flow/definition/open-block.js";
import { caught } from "../../caught.js";

describe("a place in a flow", () => {
  it("keeps what leaves the way only inside of a block", () => {
    const builder = new FlowBuilder("places");
    const start = standingAt(["start"]);
    expect(behind(start, ["ended/a"], ["skipped/a"])).toEqual({ ...start, on: ["ended/a"] });

    const block = new OpenBlock(builder, "forEach", "forEach-1", start);
    const body = inside(block, "items/forEach-1");
    const next = behind(behind(body, ["ended/a"], ["skipped/a"]), ["ended/b"], ["skipped/b"]);

    expect(body).toMatchObject({ on: ["items/forEach-1"], within: ["items/forEach-1"], skips: [] });
    expect(next).toMatchObject({ on: ["ended/b"], skips: ["skipped/a", "skipped/b"], block });
  });
});

describe("an open block", () => {
  it("is found for the methods of its kind, and named to the others", () => {
    const builder = new FlowBuilder("blocks");
    const block = new OpenBlock(builder, "forEach", "forEach-1", standingAt(["start"]));
    const body = inside(block, "items/forEach-1");

    expect(blockFor(builder, body, "forEach", "endForEach")).toBe(block);
    expect(caught(() => blockFor(builder, body, "match", "endMatch")).message).toContain('forEach "forEach-1"');
    expect(caught(() => blockFor(builder, standingAt([]), "match", "endMatch")).hint).toContain("match()");
  });

  it("holds the blueprint back until it is closed, which happens once", () => {
    const builder = new FlowBuilder("closing");
    const block = new OpenBlock(builder, "match", "match-1", standingAt(["start"]));
    expect(caught(() => builder.build()).message).toContain('match "match-1" is left open');
    block.close();

    expect(builder.build().nodes.size).toBe(0);
    expect(caught(() => block.mustGoOn("endMatch", 0)).message).toContain("twice");
  });
});
