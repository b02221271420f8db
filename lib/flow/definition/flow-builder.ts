// Collects what the chain says into nodes. Names are the author's, or positions; never lines of source or random ids.
import type { Filter } from "../../filter/filter.js";
import type { Bindings } from "../export/bindings.js";
import { type Blueprint, createBlueprint, type EventTrigger, type FlowNode, type Route } from "./blueprint.js";
import { checkBlueprint } from "./check-blueprint.js";
import { type Chunk, createChunk, type Step } from "./chunk.js";
import type { Condition } from "./condition.js";
import { type FlowContract, invalid } from "./flow-contract.js";

/** A chunk or function of any flow, for the places that do not care about its types. */
export type AnyStep = Step<never, unknown, never>;

/** The growing definition of one flow. */
export class FlowBuilder {
  readonly #nodes = new Map<string, FlowNode>();
  #triggers: EventTrigger[] = [];
  readonly #ids = new Set<string>();
  readonly #collections = new Set<string>();
  readonly #open = new Map<string, string>();
  readonly #chunks = new Map<string, Chunk>();
  readonly #conditions = new Map<string, Condition>();
  #blueprint: Blueprint | undefined;

  constructor(
    readonly name: string,
    readonly contract: FlowContract = {},
  ) {}

  /** Registers a named chunk. The same name and function again changes nothing. Throws FLOW_INVALID. */
  register(chunk: Chunk): Chunk {
    if (typeof chunk.name !== "string" || chunk.name === "") throw invalid(this.name, "a chunk has no name");
    if (typeof chunk.run !== "function") throw invalid(this.name, `chunk "${chunk.name}" has no function to run`);
    const earlier = this.#chunks.get(chunk.name);
    if (earlier && earlier.run === chunk.run) return earlier;
    if (earlier) throw invalid(this.name, `two chunks are named "${chunk.name}"`, "Give each chunk a name of its own.");
    this.#chunks.set(chunk.name, chunk);
    return chunk;
  }

  /** Registers a named condition. The same name and function again changes nothing. Throws FLOW_INVALID. */
  registerCondition(name: string, test: Condition["test"]): Condition {
    if (typeof name !== "string" || name === "") throw invalid(this.name, "a condition has no name");
    if (typeof test !== "function") throw invalid(this.name, `condition "${name}" has no function to ask`);
    const earlier = this.#conditions.get(name);
    if (earlier && earlier.test === test) return earlier;
    if (earlier) throw invalid(this.name, `two conditions are named "${name}"`, "Give each a name of its own.");
    const condition: Condition = Object.freeze({ name, test });
    this.#conditions.set(name, condition);
    return condition;
  }

  /** The chunk that a step stands for; a function without a name is called by its position. Throws FLOW_INVALID. */
  chunkOf(step: AnyStep | string, position: string): Chunk {
    if (typeof step === "string") return this.registered(step);
    if (typeof step === "function") return createChunk(step.name || position, step as unknown as Chunk["run"]);
    if (isChunk(step)) return step;
    throw invalid(this.name, `step ${position} is neither a chunk nor a function`);
  }

  /** An id that no node has yet: the name where it is free, else the name with a number behind it. */
  idFor(name: string): string {
    let id = name;
    for (let turn = 2; this.#ids.has(id); turn++) id = `${name}~${String(turn)}`;
    this.#ids.add(id);
    return id;
  }

  /** The node that an author's name belongs to already; undefined: it is taken now. Throws FLOW_INVALID. */
  claim(name: string): FlowNode | undefined {
    if (typeof name !== "string" || name === "") throw invalid(this.name, "a node has a name that is none");
    const node = this.#nodes.get(name);
    if (node) return node;
    if (this.#ids.has(name)) throw this.twice(name);
    this.#ids.add(name);
    return undefined;
  }

  /** The error for a name that stands for two things. */
  twice(name: string): ReturnType<typeof invalid> {
    return invalid(this.name, `the name "${name}" stands for two things`, "Give each a name of its own.");
  }

  /** The branches that a collection has; its name is no node's. Throws FLOW_INVALID. */
  collection(name: string): Extract<FlowNode, { kind: "collect" }>[] {
    if (typeof name !== "string" || name === "") throw invalid(this.name, "a collection has no name");
    if (!this.#collections.has(name)) {
      if (this.#ids.has(name)) throw this.twice(name);
      this.#ids.add(name);
      this.#collections.add(name);
    }
    return [...this.#nodes.values()].filter((node) => node.kind === "collect").filter((one) => one.collection === name);
  }

  /** The position of the next node, for what has no name. */
  position(kind: string): string {
    return `${kind}-${String(this.#nodes.size + 1)}`;
  }

  /** Adds a node, or puts a changed one in the place of the old. */
  add(node: FlowNode): void {
    for (const part of Object.values(node) as unknown[]) if (Array.isArray(part)) Object.freeze(part);
    this.#nodes.set(node.id, Object.freeze(node));
    this.#blueprint = undefined;
  }

  node(id: string): FlowNode | undefined {
    return this.#nodes.get(id);
  }

  /** Notes a block that has to be closed before the flow can run, and how messages call it. */
  open(id: string, title: string): void {
    this.#open.set(id, title);
    this.#blueprint = undefined;
  }

  close(id: string): void {
    this.#open.delete(id);
    this.#blueprint = undefined;
  }

  /** The route of a way in from the bus. */
  addTrigger(filter: Filter): Route {
    const last = Math.max(0, ...this.#triggers.map(({ route }) => Number(route.slice("event/".length))));
    const route: Route = `event/${last + 1}`;
    this.#triggers.push(Object.freeze({ route, filter }));
    this.#blueprint = undefined;
    return route;
  }

  /** The routes on which the nodes of a chunk end. */
  routesOf(chunk: Chunk): Route[] {
    const nodes = [...this.#nodes.values()].filter((node) => node.kind === "chunk" && node.chunk === chunk);
    if (nodes.length === 0) {
      throw invalid(
        this.name,
        `when(${chunk.name}) waits for a chunk that stands nowhere yet`,
        "Place the chunk with to or batch first.",
      );
    }
    return nodes.map(({ id }): Route => `ended/${id}`);
  }

  /** The flow so far, complete, checked and immutable. Throws FLOW_INVALID. */
  build(): Blueprint {
    if (this.#blueprint) return this.#blueprint;
    const blueprint = this.draft();
    checkBlueprint(blueprint, this.#open.values());
    return (this.#blueprint = blueprint);
  }

  /** The flow so far, whether or not it can run. */
  draft(): Blueprint {
    return createBlueprint(this.name, [...this.#nodes.values()], this.#triggers);
  }

  /** Puts other nodes and ways in into the place of all there are. What is registered stays. */
  replaceAll(nodes: readonly FlowNode[], triggers: readonly EventTrigger[]): void {
    const kept = new Set(nodes);
    for (const id of this.#open.keys()) {
      const node = this.#nodes.get(id);
      if (node === undefined || !kept.has(node)) this.#open.delete(id);
    }
    for (const names of [this.#nodes, this.#ids, this.#collections]) names.clear();
    this.#triggers = [...triggers];
    for (const node of nodes) {
      this.#ids.add(node.id);
      if (node.kind === "collect") this.#ids.add(node.collection);
      if (node.kind === "collect") this.#collections.add(node.collection);
      this.add(node);
    }
    this.#blueprint = undefined;
  }

  /** What handlers and flows are called in this flow. */
  get bindings(): Bindings {
    const nodes = [...this.#nodes.values()];
    const flows = nodes.flatMap((node) => (node.kind === "subFlow" ? [[node.flow.name, node.flow] as const] : []));
    return { chunks: new Map(this.#chunks), conditions: new Map(this.#conditions), flows: new Map(flows) };
  }

  private registered(name: string): Chunk {
    const chunk = this.#chunks.get(name);
    if (chunk) return chunk;
    const names = [...this.#chunks.keys()].join(", ");
    const hint = names ? `There are ${names}.` : 'The flow has no chunks yet; name one: flow.chunk("name", handler).';
    throw invalid(this.name, `no chunk is named "${name}"`, hint);
  }
}

/** True for what `flow.chunk` makes, of whatever flow. */
export function isChunk(value: unknown): value is Chunk {
  if (typeof value !== "object" || value === null) return false;
  return "run" in value && typeof value.run === "function" && "name" in value && typeof value.name === "string";
}
