// Why an execution does not go on: what waits, what each thing lacks, and who could still send that.
import type { FlowNode, Route } from "../definition/blueprint.js";
import { Call } from "./call.js";
import type { FlowRun } from "./flow-run.js";
import type { Gathering } from "./gathering.js";
import type { Interrupt } from "./interrupt.js";
import type { Join } from "./join.js";
import { pendingInterrupts } from "./pending-interrupts.js";
import type { Scope } from "./scope.js";
import type { Work } from "./subtree.js";

/** Something that waits, and what would let it go on. */
export interface StalledJoin {
  /** The node, or the collection. */
  readonly node: string;
  readonly kind: "batch" | "forEach" | "match" | "when" | "collect";
  /** What it has: keys, triggers or counts. */
  readonly has: readonly string[];
  readonly lacks: readonly StalledPart[];
}

/** One thing that is missing. */
export interface StalledPart {
  readonly name: string;
  /** Who could still bring it: nodes, pauses, or "from outside". Empty: nobody. */
  readonly from: readonly string[];
}

/** What `explainStall` gives. */
export interface StallReport {
  /** True when nothing is under way and something waits. */
  readonly stalled: boolean;
  readonly pauses: readonly Interrupt[];
  readonly joins: readonly StalledJoin[];
  /** In words, a line each. */
  toString(): string;
}

/** Explains an execution. Pure. */
export function explainStall(run: FlowRun): StallReport {
  const seen = look(run);
  const joins = [
    ...[...(run.usedParts?.joins?.values() ?? [])].map((join) => explainJoin(run, join, seen)),
    ...seen.gatherings.flatMap((gathering) => explainGathering(run, gathering, seen)),
  ];
  const { pauses } = seen;
  const stalled = run.open && run.quiet && (pauses.length > 0 || joins.length > 0);
  return { stalled, pauses, joins, toString: () => tell(run, pauses, joins) };
}

// What there is to explain with.
interface Sight {
  readonly pauses: readonly Interrupt[];
  /** Nodes of which something runs. */
  readonly running: ReadonlySet<string>;
  readonly gatherings: readonly Gathering[];
}

function look(run: FlowRun): Sight {
  const running = new Set<string>();
  const scopes = new Set<Scope>();
  const visit = (work: Work): void => {
    if (!(work instanceof Call)) return;
    running.add(work.station.node.id);
    addScopes(scopes, work.place.scope);
  };
  for (const subtree of run.subtrees) subtree.visit(visit);
  for (const { place } of run.usedParts?.interrupts?.waiting.values() ?? []) addScopes(scopes, place.scope);
  const top = [...(run.usedParts?.gathered?.values() ?? [])];
  const inside = [...scopes].flatMap(({ gathered }) => [...(gathered?.values() ?? [])]);
  const gatherings = [...top, ...inside].filter(({ empty }) => !empty);
  return { pauses: pendingInterrupts(run), running, gatherings };
}

function addScopes(scopes: Set<Scope>, from: Scope): void {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) scopes.add(scope.posted);
}

function explainJoin(run: FlowRun, join: Join, sight: Sight): StalledJoin {
  const node = run.plan.station(join.node)?.node as FlowNode;
  const nodes = [...run.plan.blueprint.nodes.values()];
  const lacks = join.lacking.map((name): StalledPart => {
    const branch = nodes.find((one) => one.kind === "gather" && one.batch === node.id && one.key === name);
    const from = branch
      ? branch.on.filter((route) => route.startsWith("ended/")).flatMap((route) => sendersOfRoute(run, route, sight))
      : sendersInside(run, node.id, sight);
    return { name, from: [...new Set(from)] };
  });
  return { node: node.id, kind: node.kind as StalledJoin["kind"], has: join.has, lacks };
}

function sendersInside(run: FlowRun, block: string, sight: Sight): readonly string[] {
  const inside = (id: string): boolean =>
    run.plan.station(id)?.node.within.some((route) => route.split("/")[1] === block) === true;
  return [
    ...sight.pauses.filter(({ node }) => inside(node)).map(answerTo),
    ...[...sight.running].filter(inside).map((id) => `the node ${id}, which runs`),
  ];
}

function explainGathering(run: FlowRun, gathering: Gathering, sight: Sight): StalledJoin[] {
  const lacking = new Set(gathering.lacking);
  if (lacking.size === 0) return [];
  const { kind, id } = gathering.of;
  const has = gathering.keys.filter((key) => !lacking.has(key));
  const lacks = [...lacking].map((key) => ({ name: key, from: [...new Set(sendersOf(run, kind, id, key, sight))] }));
  return [{ node: id, kind, has, lacks }];
}

function answerTo({ id }: Interrupt): string {
  return `an answer to the pause "${id}"`;
}

// Who could bring one key of a gate or a collection.
function sendersOf(run: FlowRun, kind: "when" | "collect", id: string, key: string, sight: Sight): readonly string[] {
  const nodes = [...run.plan.blueprint.nodes.values()];
  if (kind === "collect") {
    const node = nodes.find((one) => one.kind === "collect" && one.collection === id && one.key === key);
    return node ? node.on.flatMap((route) => sendersOfRoute(run, route, sight)) : [];
  }
  const gate = nodes.find((one) => one.kind === "when" && one.id === id);
  if (gate?.kind !== "when") return [];
  const routes = gate.triggers.filter(({ type, name }) => `${type} ${name}` === key).flatMap((one) => one.routes);
  return routes.flatMap((route) => sendersOfRoute(run, route, sight));
}

function sendersOfRoute(run: FlowRun, route: Route, { pauses, running }: Sight): readonly string[] {
  const slash = route.indexOf("/");
  const [prefix, name] = [route.slice(0, slash), route.slice(slash + 1)];
  if (prefix === "ended" || prefix === "failed" || prefix === "skipped") {
    const waiting = pauses.filter(({ node, id }) => node === name || id.startsWith(`${name}/`));
    if (waiting.length > 0) return waiting.map(answerTo);
    return [running.has(name) ? `the node ${name}, which runs` : `the node ${name}`];
  }
  if (prefix === "signal") {
    const emitters = [...run.plan.blueprint.nodes.values()].filter(
      (node) => node.kind === "chunk" && node.chunk.emits.includes(name),
    );
    return [...emitters.map(({ id }) => `${id}, which says it emits it`), `from outside: execution.emit("${name}")`];
  }
  if (prefix.startsWith("state")) return [`a chunk that sets the state "${name}"`];
  if (prefix === "flowData") return [`flow.setFlowData("${name}", …)`];
  if (prefix === "event") return [`from outside: an event of the stream`];
  return [];
}

function tell(run: FlowRun, pauses: readonly Interrupt[], joins: readonly StalledJoin[]): string {
  const lines = [
    ...pauses.map(({ id, node }) => `the pause "${id}" of ${node} waits for an answer: continueWith("${id}", …)`),
    ...joins.map(({ node, kind, has, lacks }) => {
      const missing = lacks.map(({ name, from }) => `${name} (${from.join("; ") || "nobody could bring it any more"})`);
      return `${kind} ${node} has ${has.join(", ") || "nothing"} and lacks ${missing.join(", ")}`;
    }),
  ];
  const head = `execution ${run.id} of flow ${run.flow}`;
  if (lines.length === 0) return `${head}: nothing waits`;
  return [`${head} ${run.quiet ? "does not go on" : "is under way"}:`, ...lines.map((line) => `- ${line}`)].join("\n");
}
