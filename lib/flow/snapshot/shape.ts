// The shape of a flow: its nodes and how they hang together, in words. Two flows of one shape can take up each other's
// executions; a comment, a moved line or another body of a handler changes nothing of it.
import { MillraceError } from "../../errors/millrace-error.js";
import type { Blueprint, FlowNode } from "../definition/blueprint.js";

/** Node → what it is and what it waits for. */
export type FlowShape = Readonly<Record<string, string>>;

const SHAPES = new WeakMap<Blueprint, FlowShape>();

/** The shape of a blueprint. */
export function shapeOf(blueprint: Blueprint): FlowShape {
  const earlier = SHAPES.get(blueprint);
  if (earlier) return earlier;
  const shape = Object.fromEntries([...blueprint.nodes.values()].map((node) => [node.id, describe(node)]));
  SHAPES.set(blueprint, shape);
  return shape;
}

/** Refuses a snapshot of a flow of another shape. Throws SNAPSHOT_MISMATCH and says exactly what differs. */
export function assertShape(blueprint: Blueprint, flow: string, saved: FlowShape): void {
  const now = shapeOf(blueprint);
  const differences = [
    ...(flow === blueprint.name ? [] : [`the flow was ${flow} and is ${blueprint.name}`]),
    ...Object.keys(saved)
      .filter((id) => !Object.hasOwn(now, id))
      .map((id) => `${id} is gone (it was ${saved[id] ?? ""})`),
    ...Object.keys(now)
      .filter((id) => !Object.hasOwn(saved, id))
      .map((id) => `${id} is new (${now[id] ?? ""})`),
    ...Object.keys(now)
      .filter((id) => Object.hasOwn(saved, id) && saved[id] !== now[id])
      .map((id) => `${id} was ${saved[id] ?? ""} and is ${now[id] ?? ""}`),
  ];
  if (differences.length === 0) return;
  throw new MillraceError(
    "SNAPSHOT_MISMATCH",
    `The snapshot is of another shape of flow ${blueprint.name}:\n- ${differences.join("\n- ")}`,
    { details: { flow: blueprint.name, differences } },
  );
}

function describe(node: FlowNode): string {
  return `${node.kind}${particulars(node)} on ${[...node.on].sort().join(", ")}`;
}

function particulars(node: FlowNode): string {
  switch (node.kind) {
    case "batch":
      return ` of ${node.keys.join(", ")}`;
    case "match":
      return ` of ${String(node.cases.length)} cases, ${node.mode}`;
    case "when":
      return ` ${node.mode}`;
    case "collect":
      return ` ${node.key} of ${node.collection}`;
    case "subFlow":
      return ` ${node.flow.name}`;
    default:
      return "";
  }
}
