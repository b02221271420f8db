/** The tree of a filter: references to classes, joining, depth. */
import { BaseEvent, defineEvent, UnknownEvent } from "millrace";
import { describe, expect, it } from "vitest";
import {
  depthOf,
  type FilterNode,
  isNamedRef,
  isOf,
  join,
  refOfClass,
  refOfType,
} from "../../lib/filter/filter-node.js";

class Parent extends defineEvent("parent", {}) {}
class Child extends Parent.extend("child", {}) {}
class Local extends BaseEvent {}
const leaf = (type: string): FilterNode => ({ kind: "event", event: refOfType(type) });

describe("a reference", () => {
  it("by class knows its type, and by type its class once that is met", () => {
    expect(refOfType("parent").constructor).toBeUndefined();
    expect(refOfClass(Parent)).toEqual({ type: "parent", constructor: Parent });
    expect(refOfType("parent")).toEqual({ type: "parent", constructor: Parent });
    expect(refOfType("event")).toEqual({ type: "event", constructor: BaseEvent });
  });

  it("can be written down when its type finds the class again", () => {
    class Shares extends Parent {}

    expect([refOfClass(Parent), refOfClass(BaseEvent), refOfType("nobody")].map(isNamedRef)).toEqual([
      true,
      true,
      true,
    ]);
    expect([refOfClass(Local), refOfClass(Shares)].map(isNamedRef)).toEqual([false, false]);
  });

  it("holds for subclasses, by class or by type", () => {
    const byType = { type: "parent", constructor: undefined };

    expect([new Parent({}), new Child({}), new Local()].map((event) => isOf(event, refOfClass(Parent)))).toEqual([
      true,
      true,
      false,
    ]);
    expect([new Parent({}), new Child({}), new Local()].map((event) => isOf(event, byType))).toEqual([
      true,
      true,
      false,
    ]);
    expect(isOf(new UnknownEvent("parent", 1, {}), byType)).toBe(true);
  });
});

describe("join", () => {
  it("flattens its own kind, keeps others, and lets one node stand for itself", () => {
    const and: FilterNode = { kind: "and", nodes: [leaf("a"), leaf("b")] };

    expect(join("and", [and, leaf("c")])).toEqual({ kind: "and", nodes: [leaf("a"), leaf("b"), leaf("c")] });
    expect(join("or", [and, leaf("c")])).toEqual({ kind: "or", nodes: [and, leaf("c")] });
    expect(join("or", [and])).toBe(and);
  });
});

describe("depthOf", () => {
  it("counts levels", () => {
    const not: FilterNode = { kind: "not", node: leaf("a") };

    expect([leaf("a"), not, join("and", [leaf("b"), not])].map(depthOf)).toEqual([1, 2, 3]);
  });
});
