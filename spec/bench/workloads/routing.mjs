/**
 * One of many: 1 to 1,000 subscribers of which each event meets one, by type (a class each) and by the value of a
 * field. The limit is a bare `Map` index of that size: one look-up and the loop over its list. Events come in
 * shuffled order.
 */
import { defineClasses, loadMillrace, orderShape } from "../harness/millrace.mjs";
import { order, plainClasses, ring, shuffled, tally } from "../harness/orders.mjs";

const SIZES = [1, 10, 100, 1_000];

export const routing = {
  name: "routing",
  title: "one subscriber of many matches",
  cases: [
    ...SIZES.map((size) => routingCase("type", size, peersByType(size))),
    ...SIZES.map((size) => routingCase("field", size, peersByField(size))),
  ],
};

function routingCase(key, size, peers) {
  const bars = [{ of: "millrace", limit: "Map index", atMost: 2.5 }];
  if (size === 1_000) bars.push({ of: "millrace", limit: "rxjs filter", timesFaster: 100 });
  return {
    name: `${key}-${size}`,
    title: `by ${key}, ${size} ${size === 1 ? "subscriber" : "subscribers"}`,
    limit: "Map index",
    peers,
    bars,
  };
}

function peersByType(size) {
  return {
    async millrace() {
      const library = await loadMillrace();
      const Classes = defineClasses(library, size);
      const stream = new library.MemoryStream();
      return plan(
        Classes,
        (Class, handler) => stream.where(Class).subscribe(handler),
        (event) => void stream.send(event),
      );
    },
    async "Map index"() {
      const index = mapIndex((event) => event.constructor);
      return plan(plainClasses(size), index.on, index.emit);
    },
    async "rxjs filter"() {
      const { Subject, filter } = await import("rxjs");
      const bus = new Subject();
      const on = (Class, handler) => bus.pipe(filter((event) => event instanceof Class)).subscribe(handler);
      return plan(plainClasses(size), on, (event) => bus.next(event));
    },
  };
}

function peersByField(size) {
  return {
    async millrace() {
      const { defineEvent, MemoryStream, z } = await loadMillrace();
      class Order extends defineEvent("bench.order", orderShape(z)) {}
      const stream = new MemoryStream();
      const on = (name, handler) => stream.where(Order.field("name").eq(name)).subscribe(handler);
      return planOfNames(Order, size, on, (event) => void stream.send(event));
    },
    async "Map index"() {
      const [Order] = plainClasses(1);
      const index = mapIndex((event) => event.name);
      return planOfNames(Order, size, index.on, index.emit);
    },
    async "rxjs filter"() {
      const { Subject, filter } = await import("rxjs");
      const [Order] = plainClasses(1);
      const bus = new Subject();
      const matches = (name) => filter((event) => event instanceof Order && event.name === name);
      const on = (name, handler) => bus.pipe(matches(name)).subscribe(handler);
      return planOfNames(Order, size, on, (event) => bus.next(event));
    },
  };
}

function plan(Classes, on, emit) {
  const { another, total } = tally();
  for (const Class of Classes) on(Class, another());
  const events = ring(shuffled(Classes.length).map((i) => new Classes[i](order())));
  const last = events.length - 1;
  return { op: (i) => emit(events[i & last]), total };
}

function planOfNames(Order, size, on, emit) {
  const { another, total } = tally();
  for (let i = 0; i < size; i += 1) on(`name-${i}`, another());
  const events = ring(shuffled(size).map((i) => new Order(order(`name-${i}`))));
  const last = events.length - 1;
  return { op: (i) => emit(events[i & last]), total };
}

function mapIndex(keyOf) {
  const lists = new Map();
  return {
    on(key, handler) {
      const list = lists.get(key);
      if (list) list.push(handler);
      else lists.set(key, [handler]);
    },
    emit(event) {
      const list = lists.get(keyOf(event));
      if (list === undefined) return;
      for (let i = 0; i < list.length; i += 1) list[i](event);
    },
  };
}
