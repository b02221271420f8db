/** The door that gives vitest the matchers; and that without it nothing of vitest is loaded. */
import { readFileSync } from "node:fs";
import { BaseEvent } from "millrace";
import { eventMatchers } from "millrace/testing";
import { eventMatchers as fromDoor } from "millrace/testing/vitest";
import { describe, expect, it } from "vitest";
import { root, typeScriptFiles } from "../house/repository.js";

class Tick extends BaseEvent {}

describe("the door millrace/testing/vitest", () => {
  it("has given vitest the matchers by being imported", () => {
    expect([new Tick()]).toHaveEmitted(Tick);
    expect([]).not.toHaveEmitted(Tick);
    expect(fromDoor).toBe(eventMatchers);
  });

  it("is the only file of lib that names vitest as an import", () => {
    const importing = typeScriptFiles("lib").filter((file) =>
      /^(import|export)[^;]* from "vitest/mu.test(readFileSync(`${root}/${file}`, "utf8")),
    );

    expect(importing).toEqual(["lib/testing/vitest.ts"]);
  });

  it("leaves matchers that need no runner: each gives a verdict and a message", () => {
    const { pass, message } = eventMatchers.toHaveEmitted([], Tick);

    expect(pass).toBe(false);
    expect(message()).toContain("expected Tick to be emitted");
  });
});
