/** The door to zod for floors that define events of their own. */
import { describe, expect, it } from "vitest";
import { z as original } from "zod";
import { z } from "../../lib/event/zod.js";

describe("the door to zod", () => {
  it("gives the very zod that users have, so that schemas of both are one kind", () => {
    expect(z).toBe(original);
  });
});
