// Which code stands behind the names in a blueprint.
import { MillraceError } from "../../errors/millrace-error.js";
import type { FlowNode, JoinKey } from "../definition/blueprint.js";
import { type Chunk, createChunk } from "../definition/chunk.js";
import type { Condition } from "../definition/condition.js";
import type { SubFlow } from "../definition/sub-flow.js";

/** Things by their names. */
export type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>;

/** Any function: what it takes is checked where it is called. */
type AnyFunction = (...args: never[]) => unknown;

/** What the names in a blueprint are bound to; all optional. A map or a record each. */
export interface Bindings {
  /** What `flow.chunk` makes, or functions. */
  readonly chunks?: Named<{ readonly name: string; readonly run: AnyFunction } | AnyFunction>;
  /** What `flow.condition` makes, or functions. */
  readonly conditions?: Named<{ readonly name: string; readonly test: AnyFunction } | AnyFunction>;
  /** The functions of `joinBy`. */
  readonly joins?: Named<AnyFunction>;
  /** The flows that run inside. */
  readonly flows?: Named<SubFlow>;
}

/**
 * What nodes bind already: their chunks, conditions, functions of `joinBy` and flows, by name. A flow that loads a
 * blueprint of its own needs nothing else.
 */
export function bindingsOf(nodes: Iterable<FlowNode>): Bindings {
  const chunks = new Map<string, Chunk>();
  const conditions = new Map<string, Condition>();
  const joins = new Map<string, AnyFunction>();
  const flows = new Map<string, SubFlow>();
  for (const node of nodes) {
    if (node.kind === "chunk") chunks.set(node.chunk.name, node.chunk);
    if (node.kind === "subFlow") flows.set(node.flow.name, node.flow);
    if (node.kind === "when" && typeof node.joinBy === "object") joins.set(node.joinBy.name, node.joinBy.run);
    if (node.kind !== "match") continue;
    for (const test of node.cases) if ("condition" in test) conditions.set(test.condition.name, test.condition);
  }
  return { chunks, conditions, joins, flows };
}

interface Unbound {
  readonly kind: keyof Bindings;
  readonly name: string;
  readonly at: string;
}

const WORDS = { chunks: "chunk", conditions: "condition", joins: "function of joinBy", flows: "flow" } as const;

/** Looks names up in several bindings, of which earlier ones win, and remembers the names that nobody has bound. */
export class BoundHandlers {
  readonly #sources: readonly Bindings[];
  readonly #unbound: Unbound[] = [];

  constructor(sources: readonly Bindings[]) {
    this.#sources = sources;
  }

  chunk(name: string, emits: readonly string[] | undefined, at: string): Chunk {
    const bound = this.find("chunks", name, at);
    if (isChunk(bound)) return bound.name === name ? bound : createChunk(name, bound.run, bound);
    return createChunk(name, bound as Chunk["run"], emits ? { emits: Object.freeze([...emits]) } : {});
  }

  condition(name: string, at: string): Condition {
    const bound = this.find("conditions", name, at);
    if (isCondition(bound)) return bound.name === name ? bound : Object.freeze({ name, test: bound.test });
    return Object.freeze({ name, test: bound as Condition["test"] });
  }

  join(name: string, at: string): Exclude<JoinKey, string> {
    return Object.freeze({ name, run: this.find("joins", name, at) as (value: never) => unknown });
  }

  flow(name: string, at: string): SubFlow {
    return this.find("flows", name, at) as SubFlow;
  }

  /** Throws BLUEPRINT_UNBOUND when names were asked for that nobody has bound; names them all, and what there is. */
  check(blueprint: string): void {
    if (this.#unbound.length === 0) return;
    const missing = this.#unbound.map(({ kind, name, at }) => `  ${WORDS[kind]} "${name}" at ${at}`).join("\n");
    const known = [...new Set(this.#unbound.map(({ kind }) => kind))].map(
      (kind) => [kind, this.namesOf(kind)] as const,
    );
    const lists = known.map(([kind, names]) => `${kind}: ${names.map((name) => `"${name}"`).join(", ") || "none"}`);
    throw new MillraceError(
      "BLUEPRINT_UNBOUND",
      `The blueprint of ${blueprint} names what nobody has bound:\n${missing}\nKnown ${lists.join("; ")}.`,
      {
        details: { unbound: this.#unbound, known: Object.fromEntries(known) },
      },
    );
  }

  private find(kind: keyof Bindings, name: string, at: string): unknown {
    for (const source of this.#sources) {
      const bound = lookUp<unknown>(source[kind], name);
      if (fits(kind, bound)) return bound;
    }
    this.#unbound.push({ kind, name, at });
    return undefined;
  }

  private namesOf(kind: keyof Bindings): readonly string[] {
    return [...new Set(this.#sources.flatMap((source) => namesIn(source[kind])))].sort();
  }
}

/** What a name is bound to; undefined for none. Names such as `constructor` are no exception. */
export function lookUp<T>(named: Named<T> | undefined, name: string): T | undefined {
  if (named === undefined) return undefined;
  if (named instanceof Map) return (named as ReadonlyMap<string, T>).get(name);
  return Object.hasOwn(named, name) ? (named as Readonly<Record<string, T>>)[name] : undefined;
}

function namesIn(named: Named<unknown> | undefined): readonly string[] {
  if (named === undefined) return [];
  return named instanceof Map ? [...(named as ReadonlyMap<string, unknown>).keys()] : Object.keys(named);
}

function fits(kind: keyof Bindings, bound: unknown): boolean {
  if (kind === "flows") return hasFunction(bound, "blueprint");
  if (typeof bound === "function") return true;
  return kind === "chunks" ? isChunk(bound) : kind === "conditions" && isCondition(bound);
}

function isChunk(bound: unknown): bound is Chunk {
  return hasFunction(bound, "run");
}

function isCondition(bound: unknown): bound is Condition {
  return hasFunction(bound, "test");
}

function hasFunction(bound: unknown, key: string): boolean {
  return typeof bound === "object" && bound !== null && typeof (bound as Record<string, unknown>)[key] === "function";
}
