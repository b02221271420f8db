// Collects what the chain says into nodes. Names are the author's, or positions; never lines of source or random ids.
import { type Filter } from "../../filter/filter.js";
import { type Blueprint, createBlueprint, type EventTrigger, type FlowNode, type Route } from "./blueprint.js";
import { type Chunk, createChunk, type Step } from "./chunk.js";
import { invalid } from "./flow-contract.js";

/** A chunk or function of any flow, for the places that do not care about its types. */
export type AnyStep = Step<never, unknown, never>;

/** The growing definition of one flow. */
export class FlowBuilder {
  readonly #nodes: FlowNode[] = [];
  readonly #triggers: EventTrigger[] = [];
  readonly #ids = new Set<string>();
  readonly #chunks = new Map<string, Chunk>();
  #blueprint: Blueprint | undefined;

  constructor(readonly name: string) {}

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

  /** The position of the next node, for what has no name. */
  position(kind: string): string {
    return `${kind}-${String(this.#nodes.length + 1)}`;
  }

  add(node: FlowNode): void {
    this.#nodes.push(node);
    this.#blueprint = undefined;
  }

  /** The route of a way in from the bus. */
  addTrigger(filter: Filter): Route {
    const route: Route = `event/${this.#triggers.length + 1}`;
    this.#triggers.push({ route, filter });
    this.#blueprint = undefined;
    return route;
  }

  /** The routes on which the nodes of a chunk end. */
  routesOf(chunk: Chunk): Route[] {
    const nodes = this.#nodes.filter((node) => node.kind === "chunk" && node.chunk === chunk);
    if (nodes.length === 0) {
      throw invalid(
        this.name,
        `when(${chunk.name}) waits for a chunk that stands nowhere yet`,
        "Place the chunk with to or batch first.",
      );
    }
    return nodes.map(({ id }): Route => `ended/${id}`);
  }

  /** The flow so far, complete and immutable. */
  build(): Blueprint {
    return (this.#blueprint ??= createBlueprint(this.name, this.#nodes, this.#triggers));
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
