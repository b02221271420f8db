/** What upper floors attach to every class of events. */
import { BaseEvent, defineEvent } from "millrace";
import { describe, expect, it } from "vitest";

describe("the statics of event classes", () => {
  it("are there on the root, on defined, extended and plain classes", () => {
    const Defined = defineEvent("statics", {});
    class Plain extends BaseEvent {}

    for (const constructor of [BaseEvent, Defined, Defined.extend("statics.more", {}), Plain]) {
      expect(constructor.field).toBeTypeOf("function");
      expect(constructor.or).toBeTypeOf("function");
    }
  });

  it("are not shown among the own keys of a class", () => {
    expect(Object.keys(BaseEvent)).not.toContain("field");
  });
});
