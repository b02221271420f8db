// The names under which handlers are written, and the refusal of those that have none.
import type { MillraceError } from "../../errors/millrace-error.js";
import type { FilterJson } from "../../filter/filter-json.js";
import type { Filter } from "../../filter/filter.js";
import type { SubFlow } from "../definition/sub-flow.js";
import { type Bindings, lookUp } from "./bindings.js";
import { badBlueprint } from "./blueprint-schema.js";

/** A function with the name that the flow calls it by. */
interface Handler {
  readonly kind: "chunks" | "conditions" | "joins";
  readonly name: string;
  readonly run: unknown;
}

const MENDS = {
  chunks: 'Name it, flow.chunk("a name", handler), or pass a function that is declared by its name.',
  conditions: 'Name it, flow.condition("a name", handler), or pass a function that is declared by its name.',
  joins: "Join by a path into the value, or pass a function that is declared by its name.",
} as const;

/** What a blueprint calls its handlers: one name stands for one function throughout. */
export class HandlerNames {
  readonly #registered: Bindings;
  readonly #taken = new Map<string, unknown>();

  constructor(registered: Bindings) {
    this.#registered = registered;
  }

  /** Throws BLUEPRINT_INVALID for a function without a name of its own, and for a name that stands for two. */
  handler(handler: Handler, at: string): { handler: string } {
    const { kind, name, run } = handler;
    const bound: unknown = lookUp<unknown>(this.#registered[kind], name);
    if (bound === undefined && !hasOwnName(run, name)) {
      throw badBlueprint(at, `is a function that the flow knows by its place only, as "${name}"`, {
        hint: MENDS[kind],
      });
    }
    if (bound !== undefined && functionOf(bound) !== run) throw twoOf(name, at);
    this.take(`${kind} ${name}`, run, name, at);
    return { handler: name };
  }

  /** The name of a flow inside. Throws BLUEPRINT_INVALID when two of them share it. */
  flow(flow: SubFlow, at: string): { flow: string } {
    this.take(`flows ${flow.name}`, flow, flow.name, at);
    return { flow: flow.name };
  }

  private take(key: string, code: unknown, name: string, at: string): void {
    if (this.#taken.has(key) && this.#taken.get(key) !== code) throw twoOf(name, at);
    this.#taken.set(key, code);
  }
}

/** A filter as JSON. Throws BLUEPRINT_INVALID for one that holds code. */
export function writeFilter(filter: Filter, at: string): FilterJson {
  try {
    return filter.toJSON();
  } catch (cause) {
    throw badBlueprint(at, `is a filter that cannot leave the process: ${String(filter)}`, {
      cause,
      hint: 'Say it with event classes that have a type, and field comparisons: Order.field("total").gt(100).',
    });
  }
}

// The engine names functions after what they are assigned to; one that is passed in place has none.
function hasOwnName(run: unknown, name: string): boolean {
  return typeof run === "function" && run.name !== "" && run.name === name;
}

function functionOf(bound: unknown): unknown {
  if (typeof bound !== "object" || bound === null) return bound;
  return "run" in bound ? bound.run : "test" in bound ? bound.test : bound;
}

function twoOf(name: string, at: string): MillraceError {
  return badBlueprint(at, `is called "${name}", which another one in this flow is called, too`, {
    hint: "A blueprint binds by name: give each a name of its own.",
  });
}
