// The picture for those who look for a fault: every node, and every route that it waits on.
import type { Blueprint, FlowNode, Route } from "../definition/blueprint.js";
import type { Drawing, ShapeKind } from "./drawing.js";
import { caseLabel, chunkLabel, entryLabel, nodeDetail } from "./node-labels.js";
import { partsOf } from "./route-parts.js";

const SHAPES: Readonly<Record<FlowNode["kind"], ShapeKind>> = {
  chunk: "chunk",
  batch: "fork",
  gather: "plumbing",
  forEach: "loop",
  endForEach: "plumbing",
  match: "choice",
  endMatch: "plumbing",
  when: "gate",
  collect: "collection",
  subFlow: "flow",
  separator: "note",
  end: "result",
};

/** Adds a flow to a drawing, flat; flows inside of it are one shape each. */
export function drawDetailed(blueprint: Blueprint, drawing: Drawing): void {
  const nodes = [...blueprint.nodes.values()];
  for (const node of nodes) drawing.shape(key(node.id), SHAPES[node.kind], linesOf(node), { node: node.id });
  for (const node of nodes) {
    for (const route of node.on) drawRoute(blueprint, drawing, route, key(node.id));
    if (node.kind === "gather") drawing.edge(key(node.id), key(node.batch), "dotted", "gathers");
    if (node.kind !== "chunk") continue;
    for (const signal of node.chunk.emits)
      drawing.edge(key(node.id), entryOf(blueprint, drawing, `signal/${signal}`), "dotted", "emits");
  }
}

function linesOf(node: FlowNode): readonly string[] {
  const chunk = chunkLabel(node);
  const name = chunk === undefined ? "" : ` ${chunk}`;
  const flow = node.kind === "subFlow" && node.flow.name !== node.id ? ` ${node.flow.name}` : "";
  return [...new Set([node.id, `${node.kind}${name}${flow}`, nodeDetail(node)])].filter((line) => line !== "");
}

function drawRoute(blueprint: Blueprint, drawing: Drawing, route: Route, to: string): void {
  const { head, name, index } = partsOf(route);
  const node = blueprint.nodes.get(name);
  const collected = [...blueprint.nodes.values()].filter((one) => one.kind === "collect" && one.collection === name);
  if (isEntry(route)) drawing.edge(entryOf(blueprint, drawing, route), to);
  else if (node === undefined) for (const one of collected) drawing.edge(key(one.id), to, "solid", head);
  else if (head === "case" && node.kind === "match")
    drawing.edge(key(name), to, "solid", `case ${caseLabel(node.cases[index])}`);
  else drawing.edge(key(name), to, head === "failed" || head === "skipped" ? "dotted" : "solid", head);
}

function isEntry(route: Route): boolean {
  return /^(?:start$|(?:signal|state|flowData|event)[:/])/u.test(route);
}

function entryOf(blueprint: Blueprint, drawing: Drawing, route: Route): string {
  const kind = route === "start" ? "start" : "entry";
  return drawing.shape(`entry ${route}`, kind, [entryLabel(route, blueprint)]);
}

function key(id: string): string {
  return `node ${id}`;
}
