/** What a document states, each fact with its sentence and line, the most telling first. */
import { describe, expect, it } from "vitest";
import { type Fact, type FactKind, findFacts } from "../../../../samples/playbook/facts/facts.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";

const facts = (text: string): Fact[] => findFacts(normalize({ name: "n", text }));
const valuesOf = (text: string, kind: FactKind): string[] =>
  facts(text)
    .filter((fact) => fact.kind === kind)
    .map((fact) => fact.value);

describe("findFacts", () => {
  it("gives every kind with its sentence and line", () => {
    const text =
      "Date: 10 April 2026\n\nOn 24 March the group decided to spend EUR 22,000.\n" +
      "Mira Anselm must report by 1 May. The load fell by 6 per cent in four weeks.\n";
    const found = facts(text).map(({ kind, value, line }) => `${kind} ${value} ${String(line)}`);

    expect(found.sort()).toEqual([
      "amount EUR 22,000 3",
      "date 2026-03-24 3",
      "date 2026-04-10 1",
      "date 2026-05-01 4",
      "decision decided 3",
      "duration 4 weeks 4",
      "obligation Mira Anselm, by 2026-05-01 4",
      "percentage 6 % 4",
      "person Mira Anselm 4",
    ]);
  });

  it("tells the same value once and counts its mentions", () => {
    const found = facts("We paid EUR 500. They paid 500 euros. Nobody paid €500 twice.").filter(
      (fact) => fact.kind === "amount",
    );

    expect(found).toMatchObject([{ value: "EUR 500", mentions: 3 }]);
  });

  it("tells the same decision once, whatever its spacing", () => {
    expect(valuesOf("- They agreed to wait.\n- They agreed  to wait!\n", "decision")).toHaveLength(1);
  });

  it.each([
    "The plan was not yet approved.",
    "It is to be decided.",
    "Neither side has agreed to it.",
    "Was it approved?",
    "The approved plan is long.",
  ])("sees no decision in: %s", (text) => {
    expect(valuesOf(text, "decision")).toEqual([]);
  });

  it("does not count a date as a figure", () => {
    expect(facts("It began on 14 March 2026.").map((fact) => fact.kind)).toEqual(["date"]);
  });

  it("ranks by salience, between 0 and 1", () => {
    const saliences = facts(
      "The board approved the budget of EUR 400,000. The bus took 3 hours. The board budget is EUR 400,000.",
    ).map((fact) => fact.salience);

    expect(saliences).toEqual([...saliences].sort((a, b) => b - a));
    expect(saliences.every((salience) => salience >= 0 && salience <= 1)).toBe(true);
  });

  it("finds nothing in nothing", () => {
    expect(facts("")).toEqual([]);
    expect(facts("Hello there.")).toEqual([]);
  });
});
