/** The date from which a document speaks. */
import { describe, expect, it } from "vitest";
import { findDocumentDate } from "../../../../samples/playbook/facts/document-date.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";

const dateOf = (text: string): string => findDocumentDate(normalize({ name: "n", text })).iso;

describe("findDocumentDate", () => {
  it("prefers a date field to anything else", () => {
    expect(dateOf("Report of 1 May 2026\n\nDate: 10 April 2026\n\nIt was sent on 9 June 2026.")).toBe("2026-04-10");
    expect(dateOf("---\ndate: 2026-04-10\n---\nText of 1 May 2026.")).toBe("2026-04-10");
  });

  it("takes the date in the title", () => {
    expect(dateOf("# Minutes, 14 September 2026\n\nWe met. It was signed on 20 September 2026.")).toBe("2026-09-14");
  });

  it("takes a date that stands by itself near the top", () => {
    expect(dateOf("# Brief\n\nVersion 0.7, 5 May 2026. By Anouk.\n\nThe first sale was on 20 November 2026.")).toBe(
      "2026-05-05",
    );
  });

  it("falls back on the latest date that the document looks back on, not on a deadline", () => {
    const text =
      "We met on 3 March 2026. We agreed on 12 March 2026. It is due by 30 June 2026. We will go on 1 May 2026.";

    expect(dateOf(text)).toBe("2026-03-12");
  });

  it("knows at least the year when there is no full date", () => {
    expect(findDocumentDate(normalize({ name: "n", text: "It began in May 2026 and ended in June 2026." }))).toEqual({
      iso: "",
      basis: "none",
      reference: "2026-07-01",
    });
  });

  it("is empty for a document without dates", () => {
    expect(findDocumentDate(normalize({ name: "n", text: "Nothing here." }))).toEqual({
      iso: "",
      basis: "none",
      reference: undefined,
    });
  });
});
