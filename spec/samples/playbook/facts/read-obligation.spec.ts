/** Who must do what by when, and when nobody is named. */
import { describe, expect, it } from "vitest";
import { findDates } from "../../../../samples/playbook/facts/find-dates.js";
import { findDeadline, isSettled, readObligation } from "../../../../samples/playbook/facts/read-obligation.js";
import { type Sentence } from "../../../../samples/playbook/normalize/normalize.js";

function read(text: string, kind: Sentence["kind"] = "prose"): { who: string; due: string | undefined } | undefined {
  const sentence: Sentence = { text, line: 1, kind, section: 0, opens: true, words: 8 };
  const obligation = readObligation(sentence, findDates(text, "2026-04-10"));
  return obligation && { who: obligation.who, due: obligation.due?.iso };
}

describe("readObligation", () => {
  it.each([
    ["The Supplier must deliver within ten days.", "The Supplier"],
    ["Two people must be in the building.", "Two people"],
    ["The retail price of the probe shall not exceed EUR 89.", "The retail price of the probe"],
    ["It rained, and the carrier has to pay.", "the carrier"],
    ["Samples are to be approved by the Mill.", "the Mill"],
    ["The list needs to be sent by our lawyers before June 2026.", "our lawyers"],
  ])("names who is bound: %s", (text, who) => {
    expect(read(text)?.who).toBe(who);
  });

  it.each([
    "The manual must be corrected by 20 April 2026.",
    "Somebody must take over.",
    "A letter has to be sent.",
    "It must be shown.",
  ])("sees that nobody is named: %s", (text) => {
    expect(read(text)?.who).toBe("");
  });

  it("reads an action item and takes its date for the deadline", () => {
    expect(read("Tomas Reyk to present the costs on 22 April.", "item")).toEqual({
      who: "Tomas Reyk",
      due: "2026-04-22",
    });
    expect(read("First, Hanne Sorley to obtain a letter by 30 June.")).toEqual({
      who: "Hanne Sorley",
      due: "2026-06-30",
    });
  });

  it.each(["We went to see it.", "The team is glad.", "Must we go?", "Paris to London is far."])(
    "finds none in: %s",
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});

describe("findDeadline", () => {
  const deadline = (text: string): string | undefined => findDeadline(text, findDates(text, "2026-04-10"))?.iso;

  it.each([
    ["due by 31 March 2026", "2026-03-31"],
    ["no later than Friday, 1 May", "2026-05-01"],
    ["before the end of September", "2026-09"],
    ["started on 2 March, due on 9 March", "2026-03-09"],
    ["Milestone | Due: 24 April 2026", "2026-04-24"],
  ])("reads it from %s", (text, iso) => {
    expect(deadline(text)).toBe(iso);
  });

  it.each(["opened on 3 May 2026", "from 1 July 2026", "the lamp was on until 3 March 2026"])(
    "finds none in %s",
    (text) => {
      expect(deadline(text)).toBeUndefined();
    },
  );
});

describe("isSettled", () => {
  it.each([
    "It was delivered on 3 May.",
    "Status: done",
    "The invoice has been paid.",
    "They went live.",
    "It had been spent.",
  ])("is true of: %s", (text) => {
    expect(isSettled(text)).toBe(true);
  });

  it.each([
    "It was not delivered.",
    "It has never been signed.",
    "It must be paid.",
    "Without a signed plan.",
    "Until it is fixed.",
  ])("is false of: %s", (text) => {
    expect(isSettled(text)).toBe(false);
  });
});
