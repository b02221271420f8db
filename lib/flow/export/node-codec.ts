// Each kind of node ⇄ JSON. Another kind is one more row here and one more schema in `blueprint-schema.ts`.
import { decodeValue, encodeValue } from "../../event/value-codec.js";
import type { CaseTest, FlowNode, JoinKey } from "../definition/blueprint.js";
import type { Retry } from "../definition/step-options.js";
import type { CaptureSources, WriteBackSources } from "../definition/sub-flow.js";
import type { BoundHandlers } from "./bindings.js";
import { badBlueprint, type NodeJson } from "./blueprint-schema.js";
import type { HandlerNames } from "./handler-names.js";

type Kind = FlowNode["kind"];
type Own<T> = Omit<T, "kind" | "id" | "on" | "within">;
type JsonOf<K extends Kind> = Extract<NodeJson, { kind: K }>;
type NodeOf<K extends Kind> = Extract<FlowNode, { kind: K }>;

interface NodeCodec<K extends Kind> {
  readonly write: (node: NodeOf<K>, names: HandlerNames, at: string) => Own<JsonOf<K>>;
  readonly read: (json: JsonOf<K>, bound: BoundHandlers, at: string) => Own<NodeOf<K>>;
}

const CODECS: { readonly [K in Kind]: NodeCodec<K> } = {
  chunk: {
    write: ({ chunk, timeoutMs, retry, batch, recovers, side }, names, at) => ({
      chunk: {
        ...names.handler({ kind: "chunks", name: chunk.name, run: chunk.run }, `${at}.chunk`),
        ...(chunk.emits.length > 0 && { emits: [...chunk.emits] }),
      },
      ...present({ timeoutMs, retry: retry && writeRetry(retry, `${at}.retry`), batch, recovers, side }),
    }),
    read: ({ chunk, timeoutMs, retry, batch, recovers, side = false }, bound, at) => ({
      chunk: bound.chunk(chunk.handler, chunk.emits, `${at}.chunk`),
      timeoutMs,
      retry: retry && Object.freeze(present({ ...retry }) as Retry),
      batch,
      recovers,
      side,
    }),
  },
  batch: {
    write: ({ keys, concurrency, settled }) => ({ keys: [...keys], ...present({ concurrency, settled }) }),
    read: ({ keys, concurrency, settled = false }) => ({ keys, concurrency, settled }),
  },
  gather: {
    write: ({ batch, key }) => ({ batch, key }),
    read: ({ batch, key }) => ({ batch, key }),
  },
  forEach: {
    write: ({ concurrency, order }) => ({ ...present({ concurrency }), order }),
    read: ({ concurrency, order }) => ({ concurrency, order }),
  },
  endForEach: {
    write: ({ forEach }) => ({ forEach }),
    read: ({ forEach }) => ({ forEach }),
  },
  match: {
    write: ({ mode, by, cases, exhaustive, closed }, names, at) => ({
      mode,
      ...present({ by }),
      cases: cases.map((test, index) => writeCase(test, names, `${at}.cases[${String(index)}]`)),
      ...present({ exhaustive, closed }),
    }),
    read: ({ mode, by, cases, exhaustive = false, closed = false }, bound, at) => ({
      mode,
      by,
      cases: cases.map((test, index) => readCase(test, bound, `${at}.cases[${String(index)}]`)),
      exhaustive,
      closed,
    }),
  },
  endMatch: {
    write: ({ match }) => ({ match }),
    read: ({ match }) => ({ match }),
  },
  when: {
    write: ({ mode, triggers, joinBy }, names, at) => ({
      mode,
      triggers: triggers.map(({ type, name, routes }) => ({ type, name, routes: [...routes] })),
      ...present({ joinBy: writeJoin(joinBy, names, `${at}.joinBy`) }),
    }),
    read: ({ mode, triggers, joinBy }, bound, at) => ({
      mode,
      triggers,
      joinBy: typeof joinBy === "object" ? bound.join(joinBy.handler, `${at}.joinBy`) : joinBy,
    }),
  },
  collect: {
    write: ({ collection, key, mode }) => ({ collection, key, mode }),
    read: ({ collection, key, mode }) => ({ collection, key, mode }),
  },
  subFlow: {
    write: ({ flow, capture, writeBack, concurrency, timeoutMs }, names, at) => ({
      flow: names.flow(flow, `${at}.flow`),
      ...present({
        capture: writeSources(capture, `${at}.capture`),
        writeBack: writeSources(writeBack, `${at}.writeBack`),
        concurrency,
        timeoutMs,
      }),
    }),
    read: ({ flow, capture = {}, writeBack = {}, concurrency, timeoutMs }, bound, at) => ({
      flow: bound.flow(flow.flow, `${at}.flow`),
      capture: present(capture) as CaptureSources,
      writeBack: present(writeBack) as WriteBackSources,
      concurrency,
      timeoutMs,
    }),
  },
  separator: {
    write: ({ note, print, showValue }) => ({ note, ...present({ print, showValue }) }),
    read: ({ note, print = false, showValue = false }) => ({ note, print, showValue }),
  },
  end: {
    write: () => ({}),
    read: () => ({}),
  },
};

/** A node as JSON. Throws BLUEPRINT_INVALID for what cannot be written. */
export function writeNode(node: FlowNode, names: HandlerNames, at: string): NodeJson {
  const { kind, id, on, within } = node;
  const { write } = CODECS[kind] as NodeCodec<Kind>;
  const base = { kind, id, on: [...on], ...(within.length > 0 && { within: [...within] }) };
  return { ...base, ...write(node, names, at) } as NodeJson;
}

/** The node that JSON of the right shape says. Throws BLUEPRINT_INVALID for values that nobody wrote. */
export function readNode(json: NodeJson, bound: BoundHandlers, at: string): FlowNode {
  const { kind, id, on, within = [] } = json;
  const { read } = CODECS[kind] as NodeCodec<Kind>;
  return { kind, id, on, within, ...read(json, bound, at) } as FlowNode;
}

// What is absent has its default: nothing, or no.
function present<T extends object>(object: T): T {
  const kept = Object.entries(object).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(kept) as T;
}

function writeRetry({ maxDelayMs, ...retry }: Retry, at: string): Retry {
  const bounded = maxDelayMs === Infinity ? retry : present({ ...retry, maxDelayMs });
  for (const [key, value] of Object.entries<number>(bounded as Record<string, number>)) {
    if (!Number.isFinite(value)) throw badBlueprint(`${at}.${key}`, `is ${String(value)}, which JSON cannot say`);
  }
  return bounded;
}

function writeCase(test: CaseTest, names: HandlerNames, at: string): JsonOf<"match">["cases"][number] {
  if ("equals" in test) return { equals: encodeValue(test.equals, `${at}.equals`, { fail: badBlueprint }) };
  const { name, test: run } = test.condition;
  return { condition: names.handler({ kind: "conditions", name, run }, `${at}.condition`) };
}

function readCase(test: JsonOf<"match">["cases"][number], bound: BoundHandlers, at: string): CaseTest {
  if ("equals" in test) return { equals: decodeValue(test.equals, `${at}.equals`, { fail: badBlueprint }) };
  return { condition: bound.condition(test.condition.handler, `${at}.condition`) };
}

function writeJoin(joinBy: JoinKey | undefined, names: HandlerNames, at: string): JsonOf<"when">["joinBy"] {
  if (typeof joinBy !== "object") return joinBy;
  return names.handler({ kind: "joins", name: joinBy.name, run: joinBy.run }, at);
}

function writeSources(sources: CaptureSources | WriteBackSources, at: string): object | undefined {
  const written = Object.entries(sources).map(([slot, source]: [string, unknown]) => [
    slot,
    typeof source === "object" && source !== null
      ? Object.fromEntries(Object.entries(source).map(([key, one]) => [key, writePath(one, `${at}.${slot}.${key}`)]))
      : writePath(source, `${at}.${slot}`),
  ]);
  const kept = present(Object.fromEntries(written) as object);
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function writePath(source: unknown, at: string): unknown {
  if (typeof source !== "function") return source;
  throw badBlueprint(at, "is a function", { hint: 'Write a path, such as "state.user.name", and compute in a chunk.' });
}
