/** Events of types that this process does not know. */
import { BaseEvent, encodeEvent, UnknownEvent, where } from "millrace";
import { describe, expect, it } from "vitest";

describe("UnknownEvent", () => {
  const unknown = new UnknownEvent("far.away", 3, { name: "x", at: new Date(0) });

  it("has the type, version and fields that it came with", () => {
    expect(unknown).toBeInstanceOf(BaseEvent);
    expect(unknown).toMatchObject({ type: "far.away", version: 3, fields: { name: "x" } });
  });

  it("is written as what it was made from", () => {
    expect(encodeEvent(unknown)).toEqual({
      type: "far.away",
      version: 3,
      id: unknown.id,
      timestamp: unknown.timestamp,
      fields: { name: "x", at: { $date: "1970-01-01T00:00:00.000Z" } },
    });
  });

  it("can be filtered by its class", () => {
    expect(where(UnknownEvent).matches(unknown)).toBe(true);
    expect(where(UnknownEvent.field("version").gt(2)).matches(unknown)).toBe(true);
    expect(where(UnknownEvent.field("fields").at("name").eq("x")).matches(unknown)).toBe(true);
  });

  it("is shown with its fields", () => {
    expect(JSON.parse(JSON.stringify(unknown))).toMatchObject({ type: "far.away", fields: { name: "x" } });
  });
});
