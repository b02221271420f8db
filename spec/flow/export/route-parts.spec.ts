import { describe, expect, it } from "vitest";
import { partsOf, readRoute } from "../../../lib/flow/export/route-parts.js";

describe("readRoute", () => {
  it.each([
    ["start", "start", "", -1],
    ["signal/Go", "signal", "Go", -1],
    ["signal/a/b\nc", "signal", "a/b\nc", -1],
    ["state/topic", "state", "topic", -1],
    ["state:deep:changed/a.b", "state:deep:changed", "a.b", -1],
    ["flowData/seen", "flowData", "seen", -1],
    ["event/12", "event", "12", -1],
    ["ended/node", "ended", "node", -1],
    ["case/match/2", "case", "match", 2],
    ["case/a/1/0", "case", "a/1", 0],
    ["else/match", "else", "match", -1],
  ])("reads %j", (route, head, name, index) => {
    expect(readRoute(route)).toEqual({ head, name, index });
  });

  it.each([
    "",
    "begin",
    "start/x",
    "event/0",
    "event/x",
    "case/match",
    "case//1",
    "case/match/-1",
    "case/m/01",
    "ended",
  ])("knows %j for no route", (text) => {
    expect(readRoute(text)).toBeUndefined();
  });
});

describe("partsOf", () => {
  it("takes the routes of a blueprint apart", () => {
    expect(partsOf("items/each")).toEqual({ head: "items", name: "each", index: -1 });
  });
});
