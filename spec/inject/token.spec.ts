/** Typed names for dependencies, and how errors call what is injected. */
import { token } from "millrace";
import { describe, expect, it } from "vitest";
import { nameOfToken } from "../../lib/inject/name-of-token.js";

describe("token", () => {
  it("makes another one each time", () => {
    expect(token("search")).not.toBe(token("search"));
  });
});

describe("nameOfToken", () => {
  it("is the name of a class, the description of a token, or a name in quotes", () => {
    class Database {}

    expect(nameOfToken(Database)).toBe("Database");
    expect(nameOfToken(class {})).toBe("(anonymous class)");
    expect(nameOfToken(token<string>("search"))).toBe("search");
    expect(nameOfToken("db")).toBe('"db"');
  });
});
