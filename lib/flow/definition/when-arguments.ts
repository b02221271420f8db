// What people give to `when`: one trigger, or several and how they come together. The types are in `when-trigger.ts`.
import { isEventClass } from "../../event/base-event.js";
import { Filter } from "../../filter/filter.js";
import { where } from "../../filter/where.js";
import type { JoinKey, Route, WhenTrigger } from "./blueprint.js";
import { checkChoice, checkOptions, checkPath } from "./check-options.js";
import { type FlowBuilder, isChunk } from "./flow-builder.js";
import { invalid, schemaOf } from "./flow-contract.js";

interface AnyWhenOptions {
  readonly mode?: unknown;
  readonly joinBy?: unknown;
}

/** The routes of a chain behind a `when`; several triggers may need a node. Throws FLOW_INVALID, FILTER_INVALID. */
export function readWhen(builder: FlowBuilder, args: readonly unknown[]): readonly Route[] {
  const [given, options] = args;
  if (!Array.isArray(given) || (options === undefined && given.every(isTerm))) {
    checkOptions(builder, "when with one trigger", options, ["no option, as there is one trigger"]);
    return readTrigger(builder, given).routes;
  }
  const { mode: word, joinBy } = (options ?? {}) as AnyWhenOptions;
  checkOptions(builder, "when", options, ["mode", "joinBy"]);
  const mode = checkChoice(builder, "the mode of a when", word, ["and", "or", "simple_or"]);
  if (given.length === 0) throw invalid(builder.name, "a when has no triggers", "Give at least one.");
  if (joinBy !== undefined && mode !== "and") {
    throw invalid(builder.name, `a when with the mode "${mode}" has joinBy`, "Values are joined by the mode and.");
  }
  if (mode === "simple_or") {
    // Events of the bus have one way in: one that fits two of them is one event.
    const all: readonly unknown[] = given;
    const bus = all.filter(isTerm);
    const others = all.filter((one) => !isTerm(one));
    const ways: readonly unknown[] = bus.length > 0 ? [...others, bus] : others;
    return [...new Set(ways.flatMap((one) => readTrigger(builder, one).routes))];
  }
  const triggers = given.map((one: unknown) => readTrigger(builder, one));
  refuseTwins(builder, triggers);
  const id = builder.idFor(builder.position("when"));
  const on = [...new Set(triggers.flatMap(({ routes }) => routes))];
  builder.add({ kind: "when", id, on, within: [], mode, triggers, joinBy: readJoinKey(builder, id, joinBy) });
  return [`ended/${id}`];
}

function readTrigger(builder: FlowBuilder, trigger: unknown): WhenTrigger {
  return Object.freeze({
    ...(typeof trigger === "string"
      ? signal(builder, trigger)
      : isNamed(trigger, "state")
        ? state(builder, trigger)
        : isNamed(trigger, "flowData")
          ? flowData(builder, trigger)
          : isChunk(trigger)
            ? ({ type: "chunk", name: trigger.name, routes: builder.routesOf(trigger) } as const)
            : event(builder, trigger)),
  });
}

function signal(builder: FlowBuilder, name: string): WhenTrigger {
  const { signals } = builder.contract;
  if (signals) schemaOf(builder.name, "signal", signals, name);
  return { type: "signal", name, routes: [`signal/${name}`] };
}

function state(
  builder: FlowBuilder,
  trigger: { readonly state: string; readonly deep?: unknown; readonly changed?: unknown },
): WhenTrigger {
  const { state: name, deep = false, changed = false } = trigger;
  checkOptions(builder, `when({ state: "${name}" })`, trigger, ["state", "deep", "changed"]);
  const key = checkPath(builder, "the state key of a when", name).split(".")[0] ?? "";
  if (builder.contract.state) schemaOf(builder.name, "state", builder.contract.state.shape, key);
  const kind = `state${deep === true ? ":deep" : ""}${changed === true ? ":changed" : ""}` as const;
  return { type: "state", name, routes: [`${kind}/${name}`] };
}

function flowData(builder: FlowBuilder, trigger: { readonly flowData: string }): WhenTrigger {
  const name = checkPath(builder, "the flowData key of a when", trigger.flowData);
  checkOptions(builder, `when({ flowData: "${name}" })`, trigger, ["flowData"]);
  return { type: "flowData", name, routes: [`flowData/${name}`] };
}

function event(builder: FlowBuilder, trigger: unknown): WhenTrigger {
  if (isPlain(trigger)) throw noTrigger(builder.name, trigger);
  const filter = where(trigger as Filter);
  return {
    type: "event",
    name: isEventClass(trigger) ? nameOfClass(trigger) : String(filter),
    routes: [builder.addTrigger(filter)],
  };
}

// A class without a type of its own goes by that of its parent, as its events do; without any, by what it is called.
function nameOfClass(event: { readonly name: string; readonly type?: unknown }): string {
  return typeof event.type === "string" ? event.type : event.name;
}

function noTrigger(flow: string, trigger: unknown): ReturnType<typeof invalid> {
  const shown =
    typeof trigger === "object" && trigger !== null ? `{ ${Object.keys(trigger).join(", ")} }` : String(trigger);
  return invalid(
    flow,
    `when(${shown}) names no trigger`,
    "There are a signal by its name, { state: key }, { flowData: key }, a chunk, an event class, a filter, and lists of them.",
  );
}

// What is waited for is found again by its name, so that two of one name would be one.
function refuseTwins({ name: flow }: FlowBuilder, triggers: readonly WhenTrigger[]): void {
  const names = triggers.map(({ type, name }) => `${type} ${name}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw invalid(flow, `a when waits twice for ${twice}`, "Name each trigger once.");
}

function readJoinKey(builder: FlowBuilder, id: string, joinBy: unknown): JoinKey | undefined {
  if (joinBy === undefined) return undefined;
  if (typeof joinBy !== "function") return checkPath(builder, "joinBy of a when", joinBy);
  // A function written behind the option is called like it by JavaScript, which says nothing.
  const name = joinBy.name === "" || joinBy.name === "joinBy" ? `${id}-key` : joinBy.name;
  return Object.freeze({ name, run: joinBy as (value: never) => unknown });
}

function isTerm(value: unknown): boolean {
  return value instanceof Filter || isEventClass(value);
}

function isNamed<K extends "state" | "flowData">(trigger: unknown, key: K): trigger is { readonly [P in K]: string } {
  return typeof trigger === "object" && trigger !== null && typeof (trigger as Record<K, unknown>)[key] === "string";
}

// What no filter can be made of: a primitive, or an object without a class.
function isPlain(trigger: unknown): boolean {
  if (typeof trigger !== "object" || trigger === null) return typeof trigger !== "function";
  const prototype: unknown = Object.getPrototypeOf(trigger);
  return prototype === Object.prototype || prototype === null;
}
