/**
 * A JSON document that comes in pieces of four characters, as tokens do: what is told of each piece, deltas and completions,
 * is handed over and looked at. Against one `JSON.parse` of the whole, which is told of nothing, and against libraries that
 * hand out the value so far. `fields` is a list of records, `text` is one long text.
 */
const PIECE = 4;

const fields = (size) => JSON.stringify(records(size));
const longText = (size) => JSON.stringify({ id: 7, text: words(size, 3) });

export const json = {
  name: "json",
  title: "a JSON document in pieces of four characters",
  cases: [
    jsonCase("fields-20KB", "records, 20 KB", () => fields(20_000), {
      peers: { jsonriver, "ai parsePartialJson": partialJson },
      bars: [
        { of: "millrace", limit: "JSON.parse", atMost: 8 },
        { of: "millrace", limit: "jsonriver", timesFaster: 12 },
        { of: "millrace", limit: "ai parsePartialJson", timesFaster: 1_000 },
      ],
    }),
    jsonCase("fields-200KB", "records, 200 KB", () => fields(200_000), {
      peers: { jsonriver },
      bars: [
        { of: "millrace", limit: "JSON.parse", atMost: 8 },
        { of: "millrace", limit: "jsonriver", timesFaster: 12 },
      ],
    }),
    jsonCase("fields-1MB", "records, 1 MB", () => fields(1_000_000), {
      bars: [{ of: "millrace", limit: "JSON.parse", atMost: 15 }],
    }),
    jsonCase("text-200KB", "one text, 200 KB", () => longText(200_000), {
      bars: [{ of: "millrace", limit: "JSON.parse", atMost: 15 }],
    }),
  ],
};

function jsonCase(name, title, write, { peers = {}, bars }) {
  const bound = Object.entries(peers).map(([peer, read]) => [peer, () => read(write())]);
  return {
    name,
    title,
    limit: "JSON.parse",
    peers: {
      "JSON.parse": () => parse(write()),
      millrace: () => millrace(write()),
      ...Object.fromEntries(bound),
    },
    bars,
  };
}

function piecesOf(text) {
  return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) => text.slice(i * PIECE, (i + 1) * PIECE));
}

/** What must come out: every value once, and every character of every text but the keys. */
function measure(value) {
  if (typeof value === "string") return { values: 1, characters: value.length };
  const sum = { values: 1, characters: 0 };
  if (typeof value !== "object" || value === null) return sum;
  for (const member of Object.values(value)) {
    const { values, characters } = measure(member);
    sum.values += values;
    sum.characters += characters;
  }
  return sum;
}

async function parse(text) {
  const { id } = JSON.parse(text);
  let read = 0;
  const op = () => {
    if (JSON.parse(text).id === id) read += 1;
  };
  return { op, total: () => read };
}

/** The reader is no public name; what it tells reaches users through requests. */
async function millrace(text) {
  const { JsonReader } = await import(new URL("../../../dist/model/json/json-reader.js", import.meta.url).href);
  const pieces = piecesOf(text);
  const expected = measure(JSON.parse(text));
  let read = 0;
  const op = () => {
    const reader = new JsonReader();
    let values = 0;
    let characters = 0;
    for (const piece of pieces) {
      const items = reader.write(piece);
      for (let i = 0; i < items.length; i += 1) {
        const item = items[i];
        if (item.kind === "delta") characters += item.delta.length;
        else if (item.kind === "done") values += 1;
      }
    }
    const { status } = reader.end().outcome;
    if (status === "complete" && values === expected.values && characters === expected.characters) read += 1;
  };
  return { op, total: () => read };
}

async function jsonriver(text) {
  const { parse: read } = await import("jsonriver");
  const pieces = piecesOf(text);
  return lastOf(text, () => read(inTurn(pieces)));
}

async function* inTurn(pieces) {
  yield* pieces;
}

/** As the AI SDK reads an object that is streamed: all there is, again and again. */
async function partialJson(text) {
  const { parsePartialJson } = await import("ai");
  const pieces = piecesOf(text);
  return lastOf(text, async function* () {
    let written = "";
    for (const piece of pieces) {
      written += piece;
      yield (await parsePartialJson(written)).value;
    }
  });
}

/** Reads all values so far; the last one must be the document. */
function lastOf(text, open) {
  const expected = measure(JSON.parse(text));
  let read = 0;
  const op = async () => {
    let last;
    for await (const value of open()) last = value;
    const { values, characters } = measure(last);
    if (values === expected.values && characters === expected.characters) read += 1;
  };
  return { op, awaited: true, total: () => read };
}

const vocabulary = (
  "the quick brown fox jumps over a lazy dog, then it rests under “old” trees and dreams of ways to be even quicker; " +
  'nobody "knows" why\n— but everyone 😀 likes a story that ends well and comes with pictures.'
).split(" ");

/** A text of about `size` characters, the same for the same seed. */
function words(size, seed) {
  const chosen = [];
  for (let at = seed, length = 0; length < size; at = (at * 16_807) % 2_147_483_647) {
    const word = vocabulary[at % vocabulary.length];
    chosen.push(word);
    length += word.length + 1;
  }
  return chosen.join(" ");
}

/** Orders with lines of text, numbers, lists and literals. */
function records(size) {
  const orders = [];
  for (let i = 1, length = 0; length < size; i += 1) {
    const order = {
      id: i * 37,
      customer: words(12, i),
      note: words(60, i + 7),
      price: ((i * 7919) % 10_000) / 100,
      paid: i % 3 === 0,
      coupon: null,
      tags: [words(5, i + 1), words(5, i + 2)],
      size: { width: i % 100, height: (i * 13) % 100 },
    };
    orders.push(order);
    length += JSON.stringify(order).length + 1;
  }
  return { id: 7, orders };
}
