/** Blueprints written by hand: one node of every kind with everything set, and random ones whose parts fit together. */
import { Filter } from "millrace";
import fc from "fast-check";
import {
  type Blueprint,
  type CaseTest,
  createBlueprint,
  type EventTrigger,
  type FlowNode,
  type Route,
} from "../../../lib/flow/definition/blueprint.js";
import { createChunk } from "../../../lib/flow/definition/chunk.js";
import { type Condition } from "../../../lib/flow/definition/condition.js";
import { type SubFlow } from "../../../lib/flow/definition/sub-flow.js";
import { type Bindings } from "../../../lib/flow/export/bindings.js";
import { anyData, anyKey } from "../../event/arbitrary-data.js";
import { anyTree } from "../../filter/arbitrary-filters.js";

export type NodeOf<K extends FlowNode["kind"]> = Extract<FlowNode, { kind: K }>;

/** A chunk that a flow has registered: its function has no name of its own. */
export const step = (name: string, ...emits: string[]) => createChunk(name, (data) => data.value, { emits });

export const chunks = Object.fromEntries(
  ["normalize", "facts", "risks", "report", "repair", "log", "constructor"].map((name) => [name, step(name)]),
) as Record<"normalize" | "facts" | "risks" | "report" | "repair" | "log", ReturnType<typeof step>>;

export const isLong: Condition = { name: "isLong", test: () => true };
export const byId = (value: { readonly id: string }): string => value.id;

/** A node of a chunk; what is not said has its default. */
export function chunkNode(id: string, on: readonly Route[], rest: Partial<NodeOf<"chunk">> = {}): FlowNode {
  return {
    kind: "chunk",
    id,
    on,
    within: [],
    chunk: step(id),
    timeoutMs: undefined,
    retry: undefined,
    batch: undefined,
    recovers: undefined,
    side: false,
    ...rest,
  };
}

export const end = (id: string, ...on: Route[]): FlowNode => ({ kind: "end", id, on, within: [] });

export const flow = (name: string, nodes: readonly FlowNode[], triggers: readonly EventTrigger[] = []): Blueprint =>
  createBlueprint(name, nodes, triggers);

/** A flow to run inside of others. */
export function subFlow(blueprint: Blueprint): SubFlow {
  return { name: blueprint.name, contract: {}, blueprint: () => blueprint };
}

export const child = subFlow(flow("child", [chunkNode("work", ["start"]), end("end-2", "ended/work")]));

export const bindings: Bindings = { chunks, conditions: { isLong }, joins: { byId }, flows: { child } };

const batch: Route = "branches/both";
const item: Route = "items/each";

/** One node of every kind at least, with all that can be said about it. */
export function everyNode(filter: Filter): Blueprint {
  const within = [batch];
  return flow(
    "everything",
    [
      chunkNode("normalize", ["start", "signal/Again"], {
        chunk: chunks.normalize,
        timeoutMs: 500,
        retry: { attempts: 3, delayMs: 10, factor: 2, maxDelayMs: 100 },
      }),
      chunkNode("repair", ["failed/normalize"], { chunk: chunks.repair, recovers: "normalize" }),
      chunkNode("log", ["ended/normalize"], { chunk: chunks.log, side: true }),
      {
        kind: "batch",
        id: "both",
        on: ["ended/normalize", "ended/repair"],
        within: [],
        concurrency: 2,
        settled: true,
        keys: ["facts", "r"],
      },
      chunkNode("facts", [batch], { chunk: chunks.facts, within, batch: "both" }),
      {
        kind: "gather",
        id: "facts in both",
        on: ["ended/facts", "skipped/facts"],
        within,
        batch: "both",
        key: "facts",
      },
      chunkNode("risks", [batch], { chunk: chunks.risks, within, batch: "both" }),
      { kind: "gather", id: "r in both", on: ["ended/risks", "skipped/risks"], within, batch: "both", key: "r" },
      { kind: "separator", id: "note", on: ["ended/both"], within: [], note: "half way", print: true, showValue: true },
      { kind: "forEach", id: "each", on: ["ended/both"], within: [], concurrency: 4, order: "completion" },
      chunkNode("report", [item], { chunk: chunks.report, within: [item] }),
      { kind: "endForEach", id: "each done", on: ["ended/report"], within: [item], forEach: "each" },
      {
        kind: "match",
        id: "kind",
        on: ["ended/each done"],
        within: [],
        mode: "hitAll",
        by: "kind",
        cases: [{ equals: { a: [1n, new Date(0)], $date: 1 } }, { condition: isLong }],
        exhaustive: true,
        closed: true,
      },
      { kind: "endMatch", id: "kind done", on: ["case/kind/0", "case/kind/1", "else/kind"], within: [], match: "kind" },
      {
        kind: "when",
        id: "all",
        on: ["ended/kind done", "event/1", "state:deep:changed/topic", "flowData/seen"],
        within: [],
        mode: "and",
        triggers: [
          { type: "chunk", name: "kind", routes: ["ended/kind done"] },
          { type: "event", name: "[x]", routes: ["event/1"] },
          { type: "state", name: "topic", routes: ["state:deep:changed/topic"] },
          { type: "flowData", name: "seen", routes: ["flowData/seen"] },
        ],
        joinBy: { name: "byId", run: byId },
      },
      {
        kind: "collect",
        id: "left",
        on: ["ended/all"],
        within: [],
        collection: "pairs",
        key: "l",
        mode: "filledThenEmpty",
      },
      {
        kind: "subFlow",
        id: "child",
        on: ["ended/pairs"],
        within: [],
        flow: child,
        capture: { input: "value", state: { "user.name": "state.user" }, resources: { db: "resources.db" } },
        writeBack: { value: "result.total", state: { seen: "snapshot" } },
        concurrency: 3,
        timeoutMs: 1000,
      },
      end("end", "ended/child"),
    ],
    [{ route: "event/1", filter }],
  );
}

const anyId = anyKey.filter((id) => id !== "");
const names = Object.keys(chunks) as (keyof typeof chunks)[];
const atOnce = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
const anyCase: fc.Arbitrary<CaseTest> = fc.oneof(
  anyData.map((equals) => ({ equals })),
  fc.constant({ condition: isLong }),
);
const anyFrom = fc.constantFrom("value", "state.a", "flowData", "resources.x.y") as fc.Arbitrary<"value">;

// Each block brings the nodes that close it, so that every route has a source.
type Draft = (id: string, on: Route, within: readonly Route[]) => { readonly nodes: FlowNode[]; readonly out: Route };

const anyStep: fc.Arbitrary<Draft> = fc.oneof(
  fc
    .record({
      name: fc.constantFrom(...names),
      timeoutMs: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
      retry: fc.option(
        fc.record({ attempts: fc.integer({ min: 1 }), delayMs: fc.nat() }, { requiredKeys: ["attempts"] }),
        {
          nil: undefined,
        },
      ),
      side: fc.boolean(),
    })
    .map(({ name, ...rest }): Draft => (id, on, within) => ({
      nodes: [chunkNode(id, [on], { ...rest, chunk: chunks[name as "log"], within })],
      out: `ended/${id}`,
    })),
  fc
    .tuple(fc.uniqueArray(anyKey, { minLength: 1, maxLength: 3 }), atOnce, fc.boolean())
    .map(([keys, concurrency, settled]): Draft => (id, on, within) => ({
      nodes: [
        { kind: "batch", id, on: [on], within, concurrency, settled, keys },
        ...keys.flatMap((key, index): FlowNode[] => {
          const inside: readonly Route[] = [...within, `branches/${id}`];
          const branch = `${id}/${String(index)}`;
          return [
            chunkNode(branch, [`branches/${id}`], { chunk: chunks.facts, within: inside, batch: id }),
            {
              kind: "gather",
              id: `${branch} in`,
              on: [`ended/${branch}`, `skipped/${branch}`],
              within: inside,
              batch: id,
              key,
            },
          ];
        }),
      ],
      out: `ended/${id}`,
    })),
  fc
    .tuple(atOnce, fc.constantFrom("input" as const, "completion" as const))
    .map(([concurrency, order]): Draft => (id, on, within) => ({
      nodes: [
        { kind: "forEach", id, on: [on], within, concurrency, order },
        chunkNode(`${id} body`, [`items/${id}`], { chunk: chunks.log, within: [...within, `items/${id}`] }),
        { kind: "endForEach", id: `${id} done`, on: [`ended/${id} body`], within, forEach: id },
      ],
      out: `ended/${id} done`,
    })),
  fc
    .record({
      mode: fc.constantFrom("hitFirst" as const, "hitAll" as const),
      by: fc.option(anyKey, { nil: undefined }),
      cases: fc.array(anyCase, { minLength: 1, maxLength: 3 }),
      exhaustive: fc.boolean(),
      closed: fc.boolean(),
    })
    .map((rest): Draft => (id, on, within) => ({
      nodes: [
        { kind: "match", id, on: [on], within, ...rest },
        ...rest.cases.map((_, index) =>
          chunkNode(`${id} case ${String(index)}`, [`case/${id}/${index}`], {
            chunk: chunks.risks,
            within: [...within, `case/${id}/${index}`],
          }),
        ),
        {
          kind: "endMatch",
          id: `${id} done`,
          on: [...rest.cases.map((_, index): Route => `ended/${id} case ${String(index)}`), `else/${id}`],
          within,
          match: id,
        },
      ],
      out: `ended/${id} done`,
    })),
  fc
    .tuple(fc.boolean(), anyKey, fc.constantFrom(undefined, "id", { name: "byId", run: byId }))
    .map(([and, name, joinBy]): Draft => (id, on, within) => ({
      nodes: [
        {
          kind: "when",
          id,
          on: [on, `signal/${name}`],
          within,
          mode: and ? "and" : "or",
          triggers: [
            { type: "chunk", name: "before", routes: [on] },
            { type: "signal", name, routes: [`signal/${name}`] },
          ],
          joinBy,
        },
      ],
      out: `ended/${id}`,
    })),
  fc.tuple(anyId, anyKey).map(([collection, key]): Draft => (id, on, within) => ({
    nodes: [{ kind: "collect", id, on: [on], within, collection: `${id} ${collection}`, key, mode: "filledAndUpdate" }],
    out: `ended/${id} ${collection}`,
  })),
  fc
    .tuple(fc.option(anyFrom, { nil: undefined }), fc.dictionary(anyKey, anyFrom, { maxKeys: 3 }), atOnce)
    .map(([input, state, concurrency]): Draft => (id, on, within) => ({
      nodes: [
        {
          kind: "subFlow",
          id,
          on: [on],
          within,
          flow: child,
          capture: { ...(input && { input }), state },
          writeBack: {},
          concurrency,
          timeoutMs: undefined,
        },
      ],
      out: `ended/${id}`,
    })),
  fc.tuple(anyKey, fc.boolean()).map(([note, print]): Draft => (id, on, within) => ({
    nodes: [{ kind: "separator", id, on: [on], within, note, print, showValue: false }],
    out: on,
  })),
);

/** Random flows of all kinds of nodes, one step behind the other, from the start or from events of the bus. */
export const anyBlueprint: fc.Arbitrary<Blueprint> = fc
  .record({
    name: anyId,
    ids: fc.uniqueArray(anyId, { minLength: 8, maxLength: 8 }),
    steps: fc.array(anyStep, { maxLength: 7 }),
    filters: fc.array(
      anyTree.map((node) => new Filter(node)),
      { maxLength: 2 },
    ),
  })
  .map(({ name, ids, steps, filters }) => {
    const triggers = filters.map((filter, index): EventTrigger => ({ route: `event/${index + 1}`, filter }));
    let on: Route = triggers[0]?.route ?? "start";
    const nodes: FlowNode[] = [];
    steps.forEach((draft, index) => {
      const { nodes: added, out } = draft(`${String(index)} ${ids[index] ?? ""}`, on, []);
      nodes.push(...added);
      on = out;
    });
    nodes.push(end("end", on));
    return createBlueprint(name, nodes, triggers);
  });
