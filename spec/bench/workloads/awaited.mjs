/**
 * The same send awaited, and with the event made and validated each time, against the sum of its parts: the send that
 * is not awaited, a bare promise (made, resolved, awaited) and the parse of a compiled zod schema of the same shape.
 */
import { barePromise } from "./get.mjs";
import { millrace as notAwaited } from "./send.mjs";
import { defineEight, parseEight } from "../harness/eight.mjs";
import { loadMillrace, loadZod } from "../harness/millrace.mjs";
import { tally } from "../harness/orders.mjs";

const EVENTS = 64;

export const awaited = {
  name: "awaited",
  title: "send awaited, and with the event made and validated",
  cases: [awaitedCase("one", "one class", 1), awaitedCase("eight", "eight classes mixed", 8)],
};

function awaitedCase(name, title, classes) {
  const parts = ["millrace, not awaited", "bare promise"];
  return {
    name,
    title,
    limit: parts,
    peers: {
      "millrace, not awaited": () => notAwaited({ classes, buses: 1 }),
      "bare promise": barePromise,
      "zod compiled parse": () => compiledParse(classes),
      "millrace, awaited": () => millraceAwaited(classes),
      "millrace, made and awaited": () => millraceMade(classes),
    },
    bars: [
      { of: "millrace, awaited", limit: parts, atMost: 1.5 },
      { of: "millrace, made and awaited", limit: [...parts, "zod compiled parse"], atMost: 1.5 },
    ],
  };
}

async function compiledParse(classes) {
  const parse = parseEight(await loadZod());
  const { handler, total } = tally();
  return { op: (i) => handler(parse[i % classes]()), total };
}

async function millraceAwaited(classes) {
  const { stream, make, total } = await stage(classes);
  const events = Array.from({ length: EVENTS }, (_, i) => make[i % classes]());
  return { op: (i) => stream.send(events[i % EVENTS]), total, awaited: true };
}

async function millraceMade(classes) {
  const { stream, make, total } = await stage(classes);
  return { op: (i) => stream.send(make[i % classes]()), total, awaited: true };
}

async function stage(count) {
  const library = await loadMillrace();
  const { classes, make } = defineEight(library);
  const { handlers, total } = tally();
  const stream = new library.MemoryStream();
  classes.slice(0, count).forEach((Class, i) => stream.where(Class).subscribe(handlers[i]));
  return { stream, make, total };
}
