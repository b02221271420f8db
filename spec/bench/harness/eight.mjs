/**
 * Eight event classes as a program has them: each written on its own, of its own shape, made at a place of its own. In a
 * loop over one class expression the compiler would share what it learned among all eight, which no program does.
 */

const shapes = ({ number, string, boolean, enum: oneOf }) => [
  { n: number(), name: string(), currency: oneOf(["EUR", "USD"]), paid: boolean() },
  { n: number(), city: string(), open: boolean(), visitors: number() },
  { tool: string(), ok: boolean(), ms: number(), n: number() },
  { n: number(), text: string(), language: string(), words: number() },
  { role: oneOf(["user", "assistant"]), n: number(), content: string(), done: boolean() },
  { n: number(), x: number(), y: number(), z: number() },
  { path: string(), size: number(), hidden: boolean(), n: number() },
  { from: string(), to: string(), n: number(), via: string() },
];

/** The inputs of the eight, each literal at its own place, handed to what makes something of it. */
const makers = ([a, b, c, d, e, f, g, h]) => [
  () => a({ n: 1, name: "order", currency: "EUR", paid: true }),
  () => b({ n: 1, city: "Roma", open: true, visitors: 3 }),
  () => c({ tool: "search", ok: true, ms: 12, n: 1 }),
  () => d({ n: 1, text: "two words", language: "en", words: 2 }),
  () => e({ role: "user", n: 1, content: "hello", done: false }),
  () => f({ n: 1, x: 1, y: 2, z: 3 }),
  () => g({ path: "/a", size: 10, hidden: false, n: 1 }),
  () => h({ from: "a", to: "b", n: 1, via: "c" }),
];

/** `classes`, and `make`: functions that make one validated event each. */
export function defineEight({ defineEvent, z }) {
  const [a, b, c, d, e, f, g, h] = shapes(z);
  class Order extends defineEvent("bench.order", a) {}
  class Visit extends defineEvent("bench.visit", b) {}
  class Call extends defineEvent("bench.call", c) {}
  class Translation extends defineEvent("bench.translation", d) {}
  class Message extends defineEvent("bench.message", e) {}
  class Move extends defineEvent("bench.move", f) {}
  class File extends defineEvent("bench.file", g) {}
  class Parcel extends defineEvent("bench.parcel", h) {}
  const make = makers([
    (input) => new Order(input),
    (input) => new Visit(input),
    (input) => new Call(input),
    (input) => new Translation(input),
    (input) => new Message(input),
    (input) => new Move(input),
    (input) => new File(input),
    (input) => new Parcel(input),
  ]);
  return { classes: [Order, Visit, Call, Translation, Message, Move, File, Parcel], make };
}

/** Functions that parse the same inputs with compiled schemas of the same shapes. */
export function parseEight(z) {
  const [a, b, c, d, e, f, g, h] = shapes(z).map((shape) => z.compile(z.object(shape)));
  return makers([
    (input) => a.parse(input),
    (input) => b.parse(input),
    (input) => c.parse(input),
    (input) => d.parse(input),
    (input) => e.parse(input),
    (input) => f.parse(input),
    (input) => g.parse(input),
    (input) => h.parse(input),
  ]);
}
