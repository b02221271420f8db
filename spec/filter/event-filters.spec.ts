/** `field` and `or`, on every event class. */
import { BaseEvent, defineEvent } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";

class A extends defineEvent("a", { name: z.string() }) {
  get loud(): string {
    return this.name.toUpperCase();
  }
}
class B extends defineEvent("b", {}) {}
class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}

describe("field", () => {
  it("names fields, getters and what every event has", () => {
    const event = new A({ name: "x" });

    expect(A.field("name").eq("x").matches(event)).toBe(true);
    expect(A.field("loud").eq("X").matches(event)).toBe(true);
    expect(A.field("id").eq(event.id).matches(event)).toBe(true);
    expect(BaseEvent.field("type").eq("a").matches(event)).toBe(true);
    expect(Tick.field("n").gt(1).matches(new Tick(2))).toBe(true);
  });

  it.each(["", undefined, 3, Symbol("s")])("refuses %s as a name", (name) => {
    expect(caught(() => A.field(name as never)).code).toBe("FILTER_INVALID");
  });
});

describe("or", () => {
  it("joins a class with a class, a list, a filter or a predicate", () => {
    expect(String(A.or(B))).toBe("[a] | [b]");
    expect(String(A.or([B, Tick]))).toBe("[a] | [b] | ‹Tick›");
    expect(String(A.or(B).or(Tick.field("n").eq(1)))).toBe("[a] | [b] | ‹Tick›.n == 1");
    expect(A.or(() => true).matches(new Tick(1))).toBe(true);
  });
});
