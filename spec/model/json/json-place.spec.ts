import { describe, expect, it } from "vitest";
import { Place } from "../../../lib/model/json/json-place.js";
import { readItems } from "./telling.js";

function placeAt(...steps: readonly (string | number)[]): Place {
  return steps.reduce((up, step) => new Place(up, step), new Place(undefined, ""));
}

describe("Place", () => {
  it("is read as text, as segments, and with its indexes apart", () => {
    const { path, segments, wildcard, indexes } = placeAt("rows", 2, "a.b", 0);

    expect(path).toBe('rows[2]["a.b"][0]');
    expect(segments).toEqual(["rows", 2, "a.b", 0]);
    expect(wildcard).toBe('rows[*]["a.b"][*]');
    expect(indexes).toEqual([2, 0]);
  });

  it("says nothing at the root", () => {
    expect(placeAt()).toMatchObject({ path: "", segments: [], wildcard: "", indexes: [] });
  });

  it("gives the same answer from outside in and from inside out", () => {
    const outer = placeAt("a", 1);
    const inner = new Place(new Place(outer, ""), "c");

    expect(inner.path).toBe('a[1][""].c');
    expect(outer.path).toBe("a[1]");
    expect(new Place(outer, "d").path).toBe("a[1].d");
  });

  it("may be a hundred thousand brackets deep", () => {
    const depth = 100_000;
    const { items, outcome } = readItems(["[".repeat(depth), "]".repeat(depth)]);

    expect(outcome.status).toBe("complete");
    expect(items).toHaveLength(depth);
    expect(items[0]).toMatchObject({ kind: "done", path: "[0]".repeat(depth - 1) });
    expect(items.at(-1)).toMatchObject({ kind: "done", path: "" });
  });
});
