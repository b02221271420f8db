/** One subscription and its end. */
import { MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { listeners } from "./count.js";
import { Tick } from "./events.js";

describe("a subscription", () => {
  it("ends once, by unsubscribe or by its scope; ending it again does nothing", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    const one = stream.subscribe(() => seen.push("one"));
    const other = stream.subscribe(() => seen.push("other"));

    one.unsubscribe();
    one.unsubscribe();
    one[Symbol.dispose]();
    await stream.send(new Tick());

    expect(seen).toEqual(["other"]);
    expect([one.closed, other.closed]).toEqual([true, false]);
    expect(listeners(stream)).toBe(1);
  });

  it("is called by its option, its handler, or a number", () => {
    const stream = new MemoryStream();

    expect(stream.subscribe(() => 1, { name: "audit" }).name).toBe("audit");
    expect(stream.subscribe(function onTick() {}).name).toBe("onTick");
    expect(stream.subscribe(() => 1).name).toMatch(/^#\d+$/);
  });

  it("ends with its stream", async () => {
    const stream = new MemoryStream();
    const one = stream.subscribe(() => 1);

    await stream.close();

    expect(one.closed).toBe(true);
    expect(listeners(stream)).toBe(0);
  });
});
