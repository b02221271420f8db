/**
 * RxJS in both directions: a stream as an Observable with all its operators, and an Observable that feeds a stream.
 *
 * Prints:
 *   averages: 20 23
 *   highest so far: 18 20 22 22 25 25
 *   loop closed: false
 *   after close: true
 */
import assert from "node:assert/strict";
import { defineEvent, MemoryStream } from "millrace";
import { fromObservable, toObservable } from "millrace/rxjs";
import { bufferCount, from, map, scan } from "rxjs";
import { z } from "zod";

class Reading extends defineEvent("reading", { celsius: z.number() }) {}
class Average extends defineEvent("average", { celsius: z.number() }) {}

await using stream = new MemoryStream();
const averages: number[] = [];
stream.where(Average).subscribe(({ celsius }) => averages.push(celsius));

// Out: windows of three readings. And in again: what comes out of the pipe are events of the same stream.
const means = toObservable(stream.where(Reading)).pipe(
  bufferCount(3),
  map((three) => new Average({ celsius: three.reduce((sum, { celsius }) => sum + celsius, 0) / three.length })),
);
using loop = fromObservable(means, stream);

const highest: number[] = [];
const subscription = toObservable(stream.where(Reading))
  .pipe(scan((high, { celsius }) => Math.max(high, celsius), -Infinity))
  .subscribe((high) => highest.push(high));

// In: each event is sent when the one before has been handled.
const sensor = from([18, 20, 22, 21, 25, 23]).pipe(map((celsius) => new Reading({ celsius })));
await fromObservable(sensor, stream).done;

console.log("averages:", averages.join(" "));
console.log("highest so far:", highest.join(" "));
console.log("loop closed:", loop.closed);

subscription.unsubscribe();
await stream.close();
console.log("after close:", loop.closed);

assert.deepEqual(averages, [20, 23]);
assert.deepEqual(highest, [18, 20, 22, 22, 25, 25]);
assert.equal(loop.closed, true);

// How it works
// - `toObservable` takes a stream or a view; its events are typed, and every Rx subscriber counts as one subscription.
// - A consumer that throws cannot disturb the road: it becomes a `HandlerFailed` event. Nothing waits for a consumer.
// - `fromObservable` keeps the order; `done` resolves when the last event has been handled.
// - Closing the stream completes its observables and ends what feeds it.
