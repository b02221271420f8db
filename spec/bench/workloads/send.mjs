/**
 * `send` of events made beforehand to one synchronous subscriber behind a type filter, not awaited: one class, and eight
 * classes mixed on one bus. Eight classes on eight buses in turn, where no inline cache helps anybody and no peer has more
 * than one filter to ask, have one bar of their own.
 */
import { defineEight } from "../harness/eight.mjs";
import { loadMillrace } from "../harness/millrace.mjs";
import { order, plainClasses, tally } from "../harness/orders.mjs";

const EVENTS = 64;
const lineups = { one: { classes: 1, buses: 1 }, eight: { classes: 8, buses: 1 }, buses: { classes: 8, buses: 8 } };

const bars = [
  { of: "millrace", limit: "eventemitter3", atMost: 2, goal: 1 },
  { of: "millrace", limit: "rxjs filter", timesFaster: 2 },
  { of: "millrace", limit: "emittery", timesFaster: 30 },
  { of: "millrace", limit: "@nestjs/cqrs", timesFaster: 50 },
];

export const send = {
  name: "send",
  title: "send to one synchronous subscriber, not awaited",
  cases: [
    sendCase("one", "one class"),
    sendCase("eight", "eight classes mixed"),
    sendCase("buses", "eight classes on eight buses"),
  ],
};

function sendCase(name, title) {
  const lineup = lineups[name];
  return {
    name,
    title,
    limit: "eventemitter3",
    peers: {
      millrace: () => millrace(lineup),
      eventemitter3: () => eventemitter3(lineup),
      "rxjs filter": () => rxjsFilter(lineup),
      emittery: () => emittery(lineup),
      "@nestjs/cqrs": () => nestCqrs(lineup),
    },
    bars: lineup.buses === 1 ? bars : bars.slice(0, 1),
  };
}

/** Sixty-four events of the classes in turn, and for each the bus that its class is on. */
async function stage(lineup, Classes, make, makeBus, listen) {
  const { handlers, total } = tally();
  const made = [];
  for (let i = 0; i < lineup.buses; i += 1) made.push(await makeBus(i));
  for (let i = 0; i < lineup.classes; i += 1) await listen(made[i % lineup.buses], Classes[i], handlers[i]);
  const events = Array.from({ length: EVENTS }, (_, i) => make[i % lineup.classes]());
  return { events, buses: events.map((_, i) => made[i % lineup.buses]), total };
}

function plainStage(lineup, makeBus, listen) {
  const Classes = plainClasses(lineup.classes);
  const make = Classes.map((Class) => () => new Class(order()));
  return stage(lineup, Classes, make, makeBus, listen);
}

export async function millrace(lineup) {
  const library = await loadMillrace();
  const { classes, make } = defineEight(library);
  const listen = (stream, Class, handler) => stream.where(Class).subscribe(handler);
  const { events, buses, total } = await stage(lineup, classes, make, () => new library.MemoryStream(), listen);
  return { op: (i) => void buses[i % EVENTS].send(events[i % EVENTS]), total };
}

async function eventemitter3(lineup) {
  const { EventEmitter } = await import("eventemitter3");
  const listen = (bus, Class, handler) => bus.on(new Class({}).type, handler);
  const { events, buses, total } = await plainStage(lineup, () => new EventEmitter(), listen);
  return { op: (i) => void buses[i % EVENTS].emit(events[i % EVENTS].type, events[i % EVENTS]), total };
}

async function rxjsFilter(lineup) {
  const { Subject, filter } = await import("rxjs");
  const listen = (bus, Class, handler) => bus.pipe(filter((event) => event instanceof Class)).subscribe(handler);
  const { events, buses, total } = await plainStage(lineup, () => new Subject(), listen);
  return { op: (i) => void buses[i % EVENTS].next(events[i % EVENTS]), total };
}

async function emittery(lineup) {
  const { default: Emittery } = await import("emittery");
  const listen = (bus, Class, handler) => bus.on(new Class({}).type, handler);
  const { events, buses, total } = await plainStage(lineup, () => new Emittery(), listen);
  return {
    op: (i) => void buses[i % EVENTS].emit(events[i % EVENTS].type, events[i % EVENTS]),
    total,
    settle: macrotask,
  };
}

async function nestCqrs(lineup) {
  await import("reflect-metadata");
  const { Module } = await import("@nestjs/common");
  const { NestFactory } = await import("@nestjs/core");
  const { CqrsModule, EventBus, EventsHandler } = await import("@nestjs/cqrs");
  const Classes = plainClasses(lineup.classes);
  const { handlers, total } = tally();
  const buses = [];
  for (let bus = 0; bus < lineup.buses; bus += 1) {
    const providers = Classes.map((Class, i) => handlerOf(Class, handlers[i])).filter(
      (_, i) => i % lineup.buses === bus,
    );
    const Root = class {};
    Module({ imports: [CqrsModule.forRoot()], providers })(Root);
    buses.push((await NestFactory.createApplicationContext(Root, { logger: false })).get(EventBus));
  }
  const events = Array.from({ length: EVENTS }, (_, i) => new Classes[i % lineup.classes](order()));
  return { op: (i) => void buses[(i % EVENTS) % lineup.buses].publish(events[i % EVENTS]), total, settle: macrotask };

  function handlerOf(Class, handler) {
    const Handler = class {
      handle(event) {
        handler(event);
      }
    };
    EventsHandler(Class)(Handler);
    return Handler;
  }
}

function macrotask() {
  return new Promise((resolve) => setImmediate(resolve));
}
