/** Two figures for one thing are found; differences that the text explains are not. */
import { describe, expect, it } from "vitest";
import { findDocumentDate } from "../../../../samples/playbook/facts/document-date.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";
import { findContradictions } from "../../../../samples/playbook/risks/find-contradictions.js";

function contradictions(text: string): string[] {
  const document = normalize({ name: "n", text });
  return findContradictions(document, findDocumentDate(document)).map(({ values }) => values.join(" / "));
}

describe("findContradictions", () => {
  it.each([
    [
      "The approved budget of the project is EUR 418,000, of which half is spent. We met. The budget approved for the project is EUR 481,000.",
      "EUR 418,000 / EUR 481,000",
    ],
    [
      "Invoices are payable within 45 days of delivery. Annex C says that invoices are payable within 30 days of delivery.",
      "45 days / 30 days",
    ],
    [
      "The Trust has 1,340 members. The Trust has 1,290 members according to the list.",
      "1,340 members / 1,290 members",
    ],
    [
      "The battery life of the probe is 14 months in the lab. The battery life of the probe is 18 months.",
      "14 months / 18 months",
    ],
    [
      "The go-live of the platform is planned for 18 May 2026.\n\n| Step | Due |\n|---|---|\n| Go-live | 25 May 2026 |",
      "2026-05-18 / 2026-05-25",
    ],
    ["Total budget: EUR 100,000\n\nThe total budget is EUR 120,000.", "EUR 100,000 / EUR 120,000"],
  ])("finds: %s", (text, values) => {
    expect(contradictions(text).filter((found) => found === values)).toHaveLength(1);
  });

  it.each([
    ["the same figure twice", "The budget of the project is EUR 400. The budget of the project is 400 euros."],
    ["different units", "The delay of the train is 5 days. The delay of the train is 5 per cent."],
    ["different things", "The price of the bag is EUR 41. The price of the box is EUR 96."],
    [
      "things set apart by order",
      "The first instalment of the loan is EUR 500. The second instalment of the loan is EUR 700.",
    ],
    [
      "things set apart by name",
      "The rent of the house in Dorrum is EUR 500. The rent of the house in Halden is EUR 700.",
    ],
    ["a change that is told", "The budget of the project is EUR 400. The budget of the project was raised to EUR 500."],
    [
      "a comparison in one sentence",
      "The budget of the project is EUR 400, but the budget of the project was EUR 500.",
    ],
    [
      "questions and conditions",
      "The budget of the project is EUR 400. Is the budget of the project EUR 500? If the budget of the project is EUR 600, we stop.",
    ],
    ["rows of one table", "| Item | Due |\n|---|---|\n| Test | 3 May 2026 |\n| Test | 9 May 2026 |"],
  ])("lets be: %s", (_name, text) => {
    expect(contradictions(text)).toEqual([]);
  });

  it("lets a series of readings be", () => {
    const readings = Array.from(
      { length: 12 },
      (_, day) => `The level of the river was ${String(100 + day)} per cent.`,
    );

    expect(contradictions(readings.join(" "))).toEqual([]);
  });
});
