// What drawings call the parts of a flow.
import { encodeValue } from "../../event/value-codec.js";
import type { Blueprint, CaseTest, FlowNode, Route } from "../definition/blueprint.js";
import { badBlueprint } from "./blueprint-schema.js";
import { partsOf } from "./route-parts.js";

/** The text of a way in: a signal, a key, an event of the bus. */
export function entryLabel(route: Route, { triggers }: Blueprint): string {
  const { head, name } = partsOf(route);
  if (head === "start") return "start";
  if (head === "event") return `event ${String(triggers.find((one) => one.route === route)?.filter ?? name)}`;
  if (head === "flowData") return `flow data ${name}`;
  const [word = "", ...how] = head.split(":");
  return `${word} ${name}${how.length > 0 ? ` (${how.join(", ")})` : ""}`;
}

/** The text of a case, as the one who wrote it would say it. */
export function caseLabel(test: CaseTest | undefined): string {
  if (test === undefined) return "case";
  if ("condition" in test) return test.condition.name;
  try {
    return JSON.stringify(encodeValue(test.equals, "", { fail: badBlueprint }));
  } catch {
    return typeof test.equals;
  }
}

/** What the chunk of a node is called, where the node's own name does not say it; a position that nobody gave says nothing. */
export function chunkLabel(node: FlowNode): string | undefined {
  if (node.kind !== "chunk") return undefined;
  const { id, chunk } = node;
  return chunk.name === id || /^step-\d+$/u.test(chunk.name) ? undefined : chunk.name;
}

/** The title of the box around a block. */
export function boxTitle({ id, kind }: FlowNode): string {
  return id.startsWith(kind) || /-\d+$/u.test(id) ? id : `${kind} ${id}`;
}

/** What a node does beside its name, in a few words; empty for what says it by its shape. */
export function nodeDetail(node: FlowNode): string {
  switch (node.kind) {
    case "batch":
      return [atOnce(node.concurrency), node.settled ? "settled" : ""].filter(Boolean).join(", ");
    case "forEach":
      return [`for each${node.order === "completion" ? " in order of completion" : ""}`, limit(node.concurrency)]
        .filter(Boolean)
        .join(", ");
    case "match":
      return [
        `${node.id.startsWith("if-") ? "if" : "match"}${node.by === undefined ? "" : ` by ${node.by}`}`,
        node.mode === "hitAll" ? "all that fit" : "",
      ]
        .filter(Boolean)
        .join(", ");
    case "when":
      return [node.mode === "and" ? "all of these" : "any of these", joinLabel(node.joinBy)].filter(Boolean).join(" ");
    case "chunk":
      return [
        node.timeoutMs === undefined ? "" : `${String(node.timeoutMs)} ms`,
        node.retry === undefined ? "" : `${String(node.retry.attempts)} attempts`,
      ]
        .filter(Boolean)
        .join(", ");
    case "subFlow":
      return limit(node.concurrency);
    case "gather":
      return `takes ${node.key}`;
    case "collect":
      return `${node.key} of ${node.collection}`;
    case "separator":
      return node.note;
    default:
      return "";
  }
}

function joinLabel(joinBy: Extract<FlowNode, { kind: "when" }>["joinBy"]): string {
  if (joinBy === undefined) return "";
  return `joined by ${typeof joinBy === "string" ? joinBy : joinBy.name}`;
}

function atOnce(concurrency: number | undefined): string {
  return limit(concurrency) || "all at once";
}

function limit(concurrency: number | undefined): string {
  return concurrency === undefined ? "" : `${String(concurrency)} at once`;
}
