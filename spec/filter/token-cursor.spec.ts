/** A place in the tokens. */
import { describe, expect, it } from "vitest";
import { scanFilter } from "../../lib/filter/scan-filter.js";
import { createCursor } from "../../lib/filter/token-cursor.js";
import { caught } from "../caught.js";

describe("a cursor", () => {
  it("moves over the tokens and stays at the end", () => {
    const cursor = createCursor(scanFilter(["a | b"]));

    expect(cursor.peek(1).text).toBe("|");
    expect(cursor.next().text).toBe("a");
    expect(cursor.take("&")).toBe(false);
    expect(cursor.take("|")).toBe(true);
    expect(cursor.next().text).toBe("b");
    expect([cursor.next().kind, cursor.next().kind, cursor.peek(9).kind]).toEqual(["end", "end", "end"]);
  });

  it("takes signs, and no strings that look like one", () => {
    const cursor = createCursor(scanFilter(['"|"']));

    expect(cursor.take('"|"')).toBe(false);
  });

  it("says what it expected, at the place or at a token", () => {
    const cursor = createCursor(scanFilter(["a ]"]));
    const first = cursor.next();

    expect(caught(() => cursor.expect(")")).message).toContain('")" is expected, not ]');
    expect(caught(() => cursor.expect(")")).details["at"]).toBe(2);
    expect(cursor.fail("why", first).details["at"]).toBe(0);
  });
});
