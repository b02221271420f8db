import { describe, expect, it } from "vitest";
import { describeCorrections } from "../../../lib/model/contract/corrections.js";

const issue = (path: string, message: string): { path: string; message: string } => ({ path, message });

describe("describeCorrections", () => {
  it("says nothing while nothing has failed", () => {
    expect(describeCorrections([])).toBe("");
    expect(describeCorrections([{ issues: [] }])).toBe("");
  });

  it("lists what was wrong, by its path", () => {
    expect(
      describeCorrections([
        { issues: [issue("items[1].name", "is missing; expected string"), issue("", "too short\n  by far")] },
      ]),
    ).toMatchInlineSnapshot(`
      "Your last answer was not accepted:
      - items[1].name: is missing; expected string
      - the whole answer: too short by far
      Write the whole answer again, with these corrected."
    `);
  });

  it("gathers attempts, older first, and says once what was wrong twice", () => {
    expect(
      describeCorrections([
        { issues: [issue("a", "expected number"), issue("b", "is missing")] },
        { status: "none" },
        { issues: [issue("a", "expected number")] },
        { status: "truncated", value: { items: [] }, path: "items[3].name" },
        { status: "broken", position: 12, why: "a comma was expected" },
      ]),
    ).toMatchInlineSnapshot(`
      "Your earlier answers were not accepted.
      Attempt 1:
      - b: is missing
      Attempt 2:
      - There was no JSON in it. Write the JSON that is asked for, and nothing else.
      Attempt 3:
      - a: expected number
      Attempt 4:
      - It ended too early, inside of items[3].name. Write it to its end, more briefly where you can.
      Attempt 5:
      - It is no JSON from character 12 on: a comma was expected
      Write the whole answer again, with these corrected."
    `);
  });

  it("passes over attempts of which nothing is left to say", () => {
    const same = { issues: [issue("a", "expected number")] };

    expect(describeCorrections([same, same]).match(/a: expected number/g)).toHaveLength(1);
  });

  it("keeps lines and lists short", () => {
    const issues = Array.from({ length: 20 }, (_, at) => issue(`list[${String(at)}]`, "x".repeat(400)));
    const lines = describeCorrections([{ issues }]).split("\n");

    expect(lines.filter((line) => line.startsWith("- list"))).toHaveLength(8);
    expect(lines).toContain("- and 12 more");
    expect(Math.max(...lines.map((line) => line.length))).toBe(302);
  });
});
