/**
 * A stream remembers: read its past, resume behind an event, replay it elsewhere, keep it in a storage.
 *
 * Prints:
 *   all: +100 -30 +5
 *   since the first: -30 +5
 *   replayed 3, balance 75
 *   kept -30 +5, dropped 1
 *   on tuesday: +1 +2
 */
import assert from "node:assert/strict";
import { type BaseEvent, defineEvent, MemoryStorage, MemoryStream } from "millrace";
import { z } from "zod";

class Deposited extends defineEvent("account.deposited", { amount: z.number() }) {}
class Withdrawn extends defineEvent("account.withdrawn", { amount: z.number() }) {}

const amounts = (events: readonly BaseEvent[]): string =>
  events
    .map((event) => (event instanceof Deposited ? `+${event.amount}` : `-${(event as Withdrawn).amount}`))
    .join(" ");

await using stream = new MemoryStream();
const first = new Deposited({ amount: 100 });
await stream.send(first);
await stream.send(new Withdrawn({ amount: 30 }));
await stream.send(new Deposited({ amount: 5 }));

console.log("all:", amounts(await stream.history.read()));
console.log("since the first:", amounts(await stream.history.since(first.id)));

// Rebuild something from the past: replay into a stream whose subscribers do the work...
await using ledger = new MemoryStream();
let balance = 0;
ledger.where(Deposited).subscribe(({ amount }) => (balance += amount));
ledger.where(Withdrawn).subscribe(({ amount }) => (balance -= amount));
const replayed = await stream.history.replay(ledger);
console.log(`replayed ${replayed}, balance ${balance}`);

// ... or into a function, called with each event in turn.
const types: string[] = [];
await stream.history.replay((event) => types.push(event.type));

// A bounded memory says what it has lost.
await using short = new MemoryStream({ retain: 2 });
await stream.history.replay(short);
const kept = await short.history.read();
console.log(`kept ${amounts(kept)}, dropped ${kept.dropped}`);

// A storage keeps the past by the stream's id: a stream made later goes on where the first one ended.
const storage = new MemoryStorage();
const monday = new MemoryStream({ id: "orders", storage });
await monday.send(new Deposited({ amount: 1 }));
await monday.close();
await using tuesday = new MemoryStream({ id: "orders", storage });
await tuesday.send(new Deposited({ amount: 2 }));
console.log("on tuesday:", amounts(await tuesday.history.read()));

assert.equal(balance, 75);
assert.equal(types.length, 3);
assert.equal((await tuesday.history.read()).length, 2);

// How it works
// - Events are recorded before anybody but interrupters sees them; suppressed and transient ones are not.
// - A stream keeps the last 10,000 events (`retain`); `history: false` records nothing.
// - `read`, `since`, `replay`, `replace` and `clear` are awaitable, since a storage may sit on a disk.
// - A `Storage` is a port: `storageContract` in millrace/testing tells you whether yours fits.
