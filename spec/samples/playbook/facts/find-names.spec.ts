/** People, organisations and other names, told apart from words that only begin a sentence. */
import { describe, expect, it } from "vitest";
import { findNames } from "../../../../samples/playbook/facts/find-names.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";

const names = (text: string): string[] =>
  findNames(normalize({ name: "n", text })).map(
    ({ name, role, sentences }) => `${role} ${name} ${String(sentences.length)}`,
  );

describe("findNames", () => {
  it("finds people, also by title, initial and particle", () => {
    expect(
      names("We met Mira Anselm. Dr. Paola Rin came with J. van der Berg and with Mary-Ann O'Neill.").sort(),
    ).toEqual(["person J. van der Berg 1", "person Mary-Ann O'Neill 1", "person Mira Anselm 1", "person Paola Rin 1"]);
  });

  it("tells organisations by what they call themselves", () => {
    expect(
      names("It went from Halden Freight to Ostermoor Packaging GmbH, Brightsack B.V. and Castell & Daughters.").sort(),
    ).toEqual([
      "organisation Brightsack B.V. 1",
      "organisation Castell & Daughters 1",
      "organisation Halden Freight 1",
      "organisation Ostermoor Packaging GmbH 1",
    ]);
  });

  it("counts a part of a name, and a shorter form, as the same one", () => {
    const text =
      "Pellworth Mills Ltd. signed. Then Mira Anselm rang Pellworth Mills. Nobody saw Anselm again. We miss Mira.";

    expect(names(text)).toEqual(["person Mira Anselm 3", "organisation Pellworth Mills Ltd 2"]);
  });

  it("does not take the first word of a sentence for a name", () => {
    expect(
      names("Training begins soon. The training is good. Yesterday it rained. In March it rained. However, we went."),
    ).toEqual([]);
  });

  it("takes a single capitalised word for a name when it comes back inside sentences", () => {
    expect(names("We sailed to Oskelund. They like Oskelund. We also saw Somewhere.")).toEqual(["name Oskelund 2"]);
  });

  it("knows scripts with capitals other than Latin", () => {
    expect(names("Вчера звонила Анна Петрова. Потом Анна Петрова ушла.")).toEqual(["person Анна Петрова 2"]);
  });

  it("finds none in scripts without capitals", () => {
    expect(names("我们同意了。他们没有。")).toEqual([]);
  });
});
