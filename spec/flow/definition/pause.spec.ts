import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Pause } from "../../../lib/flow/definition/pause.js";

describe("a pause", () => {
  it("is a value that holds what was asked for", () => {
    const options = { id: "gate", answer: z.boolean(), resumeTo: { event: "Answered" } } as const;

    expect(new Pause(options).options).toBe(options);
    expect(Object.keys(new Pause({}))).toEqual(["options"]);
  });
});
