/** A spec of a user who has vitest. */
import { defineEvent, MemoryStream } from "millrace";
import { goldenOf, recordEvents } from "millrace/testing";
import "millrace/testing/vitest";
import { expect, it } from "vitest";
import { z } from "zod";

class Asked extends defineEvent("asked", { text: z.string() }) {}
class Answered extends defineEvent("answered", { text: z.string() }) {}

it("answers", async () => {
  await using stream = new MemoryStream();
  using record = recordEvents(stream);
  stream.where(Asked).subscribe(({ text }, context) => context.send(new Answered({ text: `${text}!` })));

  await stream.send(new Asked({ text: "who" }));

  expect(record).toHaveEmitted(Answered, { text: expect.stringContaining("who") });
  expect(record).toHaveCausalChain([Asked, Answered]);
  expect(record).toMatchGolden(goldenOf(record));
  // @ts-expect-error there is no such field
  expect(record).not.toHaveEmitted(Answered, { txt: "who" });
});
