/** What deserves a second look, how grave it is, and why. */
import { describe, expect, it } from "vitest";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";
import { findRisks, type Risk } from "../../../../samples/playbook/risks/risks.js";

const HEAD = "Date: 10 April 2026\n\n";
const risks = (text: string): Risk[] => findRisks(normalize({ name: "n", text: HEAD + text }));
const signs = (text: string): string[] =>
  risks(text).map((risk) => `${risk.severity}: ${risk.signs.map((sign) => sign.kind).join(", ")}`);

describe("findRisks", () => {
  it.each([
    ["The test was due by 31 March 2026.", "high: overdue"],
    ["Ilse Brandt must answer by 15 April.", "medium: deadline"],
    ["Ilse Brandt must answer by 20 May.", "low: deadline"],
    ["There is no fallback for the pump.", "high: blocked"],
    ["The boats cannot sail.", "high: blocked"],
    ["The pump failed at night.", "medium: blocked"],
    ["Nobody owns this task.", "high: no-owner"],
    ["The manual must be corrected.", "medium: no-owner"],
    ["It has not been decided.", "medium: open-question"],
    ["Who will do it?", "medium: open-question"],
    ["There is a penalty of EUR 300.", "medium: concern"],
    ["The rain might come.", "low: hedge"],
    ["It could perhaps work.", "medium: hedge"],
    ["| Step | Owner |\n|---|---|\n| Test | |", "medium: no-owner"],
  ])("calls %s by its sign", (text, expected) => {
    expect(signs(text)).toEqual([expected]);
  });

  it.each([
    "The test was due by 31 March 2026 and was delivered on time.",
    "We will decide on 1 March 2027.",
    "Nothing was lost and nobody was hurt.",
    "The plan is no longer blocked.",
    "It went without delay.",
    "They meet in May 2026.",
    "The team is glad.",
  ])("lets be: %s", (text) => {
    expect(signs(text)).toEqual([]);
  });

  it("brings together all signs of one sentence, the firmest first, each with its reason", () => {
    const [risk] = risks("The list must be sent by 24 April, which will probably be late.");

    expect(risk?.signs.map((sign) => sign.kind)).toEqual(["no-owner", "deadline", "concern", "hedge"]);
    expect(risk?.signs[1]?.why).toBe("2026-04-24 is 14 days after the date of the document (2026-04-10).");
    expect(risk?.severity).toBe("high");
  });

  it("judges by the date of the document, never by today", () => {
    const [risk] = findRisks(normalize({ name: "n", text: "Date: 1 February 1999\n\nIt was due by 20 January 1999." }));

    expect(risk?.signs[0]).toEqual({
      kind: "overdue",
      why: "It was due by 1999-01-20, 12 days before the date of the document (1999-02-01), and is not called done.",
    });
  });

  it("calls nothing overdue in a document without a date", () => {
    const found = findRisks(normalize({ name: "n", text: "The hall must be ready by 3 May 2026." }));

    expect(found.map((risk) => risk.signs.map((sign) => sign.kind))).toEqual([["deadline"]]);
  });

  it("shows both sides of a contradiction", () => {
    const [risk] = risks("The loss of the night was EUR 500.\n\nThe loss of the night was EUR 800.");

    expect(risk).toMatchObject({
      severity: "high",
      line: 5,
      signs: [{ kind: "contradiction", why: "It says EUR 800, but line 3 says EUR 500; both speak of loss, night." }],
      against: [{ sentence: "The loss of the night was EUR 500.", line: 3 }],
    });
  });

  it("puts the gravest first", () => {
    const order = risks("It might rain.\n\nThe manual must be corrected.\n\nThe boats cannot sail.").map(
      (risk) => risk.severity,
    );

    expect(order).toEqual(["high", "medium", "low"]);
  });

  it("finds none in nothing", () => {
    expect(findRisks(normalize({ name: "n", text: "" }))).toEqual([]);
  });
});
