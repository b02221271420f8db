/** Dates as people write them, and what only looks like one. */
import { describe, expect, it } from "vitest";
import { daysBetween, findDates } from "../../../../samples/playbook/facts/find-dates.js";

const isos = (text: string, reference?: string): string[] => findDates(text, reference).map((date) => date.iso);

describe("findDates", () => {
  it.each([
    "2026-03-14",
    "14 March 2026",
    "14th of March 2026",
    "14. März 2026",
    "March 14, 2026",
    "Mar 14th, 2026",
    "14 MARCH 2026",
    "14.03.2026",
    "14/3/2026",
    "3/14/2026",
    "14 mars 2026",
    "14 marzo 2026",
    "14 maart 2026",
  ])("reads %s", (text) => {
    expect(findDates(`on ${text}, at last`)).toEqual([
      { text, iso: "2026-03-14", first: "2026-03-14", last: "2026-03-14", index: 3 },
    ]);
  });

  it("reads months and quarters with their first and last day", () => {
    expect(findDates("in February 2028 or Q3 2026")).toMatchObject([
      { iso: "2028-02", first: "2028-02-01", last: "2028-02-29" },
      { iso: "2026-Q3", first: "2026-07-01", last: "2026-09-30" },
    ]);
  });

  it("leaves dates without a year out when nothing says which year", () => {
    expect(isos("on 3 May and by the end of June")).toEqual([]);
  });

  it("places dates without a year near the reference, rather ahead than behind", () => {
    expect(isos("on 3 May", "2026-04-10")).toEqual(["2026-05-03"]);
    expect(isos("until 31 January", "2026-12-20")).toEqual(["2027-01-31"]);
    expect(isos("since 14 December", "2027-01-08")).toEqual(["2026-12-14"]);
    expect(isos("by the end of November", "2026-05-05")).toEqual(["2026-11"]);
  });

  it("gives several dates in the order of the text", () => {
    expect(isos("from 1 July 2026 to 30 June 2029")).toEqual(["2026-07-01", "2029-06-30"]);
  });

  it.each(["31 February 2026", "2026-13-01", "45.03.2026", "0 March 2026", "version 1.2.2026.4"])(
    "refuses %s",
    (text) => {
      expect(isos(text)).toEqual(
        text === "31 February 2026" ? ["2026-02"] : text === "0 March 2026" ? ["2026-03"] : [],
      );
    },
  );

  it.each(["You may go.", "They march on in May we hope", "3 may apply", "set 2 of 5", "5 mar the surface"])(
    "does not mistake words for months: %s",
    (text) => {
      expect(isos(text, "2026-01-01").filter((iso) => iso.length === 10)).toEqual([]);
    },
  );
});

describe("daysBetween", () => {
  it("counts days across months, years and leap days, also backwards", () => {
    expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
    expect(daysBetween("2026-12-31", "2027-01-01")).toBe(1);
    expect(daysBetween("2026-03-29", "2026-03-28")).toBe(-1);
  });
});
