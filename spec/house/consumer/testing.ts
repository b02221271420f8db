/** A user's checks without a test runner: records, matchers as functions, goldens. */
import { defineEvent, MemoryStream } from "millrace";
import { eventMatchers, goldenOf, ManualClock, recordEvents } from "millrace/testing";
import { z } from "zod";

class Asked extends defineEvent("asked", { text: z.string() }) {}
class Answered extends defineEvent("answered", { text: z.string() }) {}

await using stream = new MemoryStream();
using record = recordEvents(stream);
stream.where(Asked).subscribe(({ text }, context) => context.send(new Answered({ text: `${text}!` })));

await stream.send(new Asked({ text: "who" }));

const { pass } = eventMatchers.toHaveCausalChain(record, [Asked, [Answered, { text: "who!" }]]);
console.log("caused", pass, new ManualClock() instanceof ManualClock);
console.log(goldenOf(record, { only: [Answered] }));
