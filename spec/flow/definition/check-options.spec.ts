import { describe, expect, it } from "vitest";
import {
  attemptsRefused,
  checkChoice,
  checkConcurrency,
  checkOptions,
  checkPath,
} from "../../../lib/flow/definition/check-options.js";
import { FlowBuilder } from "../../../lib/flow/definition/flow-builder.js";
import { caught } from "../../caught.js";

const builder = new FlowBuilder("options");

describe("options of a definition", () => {
  it("are a record of known names", () => {
    expect(() => checkOptions(builder, "here", undefined, ["a"])).not.toThrow();
    expect(() => checkOptions(builder, "here", { a: 1 }, ["a"])).not.toThrow();
    for (const options of [{ b: 1 }, 7, "a", null, [], () => 1]) {
      const error = caught(() => checkOptions(builder, "here", options, ["a"]));
      expect(error.code).toBe("FLOW_INVALID");
      expect(error.message).toContain("Flow options cannot run: here ");
    }
  });

  it("have counts from 1 up", () => {
    expect(checkConcurrency(builder, "here", undefined)).toBeUndefined();
    expect(checkConcurrency(builder, "here", 3)).toBe(3);
    for (const count of [0, -1, 1.5, Number.NaN, Infinity, "2", null])
      expect(caught(() => checkConcurrency(builder, "here", count)).code).toBe("FLOW_INVALID");
  });

  it("have one of some words, the first by default", () => {
    expect(checkChoice(builder, "here", undefined, ["a", "b"])).toBe("a");
    expect(checkChoice(builder, "here", "b", ["a", "b"])).toBe("b");
    expect(caught(() => checkChoice(builder, "the mode", "c", ["a", "b"])).message).toContain('the mode is "c"');
  });

  it("have paths without empty steps", () => {
    expect(checkPath(builder, "here", "a.b")).toBe("a.b");
    for (const path of ["", ".", "a.", 7, undefined])
      expect(caught(() => checkPath(builder, "here", path)).code).toBe("FLOW_INVALID");
  });

  it("name the place of a time or retry that cannot be", () => {
    expect(attemptsRefused(builder, 'step "a"')("has no time", "Give it some.").message).toContain(
      'step "a" has no time',
    );
  });
});
