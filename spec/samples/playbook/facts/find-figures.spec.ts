/** Figures with their unit, in the number habits of several countries. */
import { describe, expect, it } from "vitest";
import { findFigures, formatNumber, readNumber } from "../../../../samples/playbook/facts/find-figures.js";

const values = (text: string): string[] => findFigures(text).map((figure) => figure.value);

describe("findFigures", () => {
  it.each([
    ["EUR 412,000", "EUR 412,000"],
    ["€412.000", "EUR 412,000"],
    ["412 000 euros", "EUR 412,000"],
    ["412'000 CHF", "CHF 412,000"],
    ["$1.2 million", "USD 1,200,000"],
    ["£3.5bn", "GBP 3,500,000,000"],
    ["40k EUR", "EUR 40,000"],
    ["EUR 27.40", "EUR 27.40"],
    ["1.234,50 €", "EUR 1,234.50"],
  ])("reads the amount %s", (text, value) => {
    expect(findFigures(`It is ${text} in all`)).toMatchObject([{ kind: "amount", value, index: 6 }]);
  });

  it.each([
    ["12 per cent", "12 %"],
    ["4.5%", "4.5 %"],
    ["3 percentage points", "3 %"],
    ["0,3 Prozent", "0.3 %"],
  ])("reads the percentage %s", (text, value) => {
    expect(values(`by ${text} a year`)).toEqual([value]);
  });

  it.each([
    ["30 days", "30 days", 720],
    ["fifteen working days", "15 working days", 360],
    ["a 48-hour limit", "48 hours", 48],
    ["one week", "1 week", 168],
    ["five hours and forty minutes", "5 hours 40 minutes", 5 + 40 / 60],
    ["ninety minutes", "90 minutes", 1.5],
  ])("reads the duration %s", (text, value, hours) => {
    const [figure] = findFigures(text);

    expect(figure).toMatchObject({ kind: "duration", value, unit: "hours" });
    expect(figure?.size).toBeCloseTo(hours);
  });

  it("reads counted things, for comparison", () => {
    expect(findFigures("The Trust has 1,340 members")).toMatchObject([{ kind: "count", size: 1340, unit: "members" }]);
  });

  it("reads several figures in the order of the text, none twice", () => {
    expect(values("EUR 96,500 for 18 months, or 4.5 per cent more")).toEqual(["EUR 96,500", "18 months", "4.5 %"]);
  });

  it.each(["section 4.2 of it", "call 0171-555-123", "version 3.1.4", "room 12"])("finds nothing in %s", (text) => {
    expect(values(text)).toEqual([]);
  });
});

describe("readNumber", () => {
  it.each([
    ["1,234.5", 1234.5],
    ["1.234,5", 1234.5],
    ["1 234 567", 1_234_567],
    ["12,345", 12_345],
    ["3,5", 3.5],
    ["0.125", 0.125],
    ["1.250", 1250],
    ["2026", 2026],
  ])("reads %s", (written, value) => {
    expect(readNumber(written)).toBe(value);
  });

  it("takes a point before three digits for a decimal one outside money", () => {
    expect(readNumber("1.250", false)).toBe(1.25);
    expect(readNumber("1.250.000", false)).toBe(1_250_000);
  });
});

describe("formatNumber", () => {
  it("groups digits and keeps at most two decimals", () => {
    expect([formatNumber(1234567), formatNumber(0.3), formatNumber(27.4, 2), formatNumber(2.005)]).toEqual([
      "1,234,567",
      "0.3",
      "27.40",
      "2.01",
    ]);
  });
});
