// Tree ⇄ JSON. Types stand by name; values in the form of the event codec.
import { MillraceError } from "../errors/millrace-error.js";
import { isTypeName, ROOT_TYPE } from "../event/event-class.js";
import { decodeValue, encodeValue, MAX_VALUE_DEPTH } from "../event/value-codec.js";
import type { Json } from "../event/value-tags.js";
import { COMPARISONS, compareNode } from "./comparisons.js";
import {
  type CompareNode,
  type ComparisonName,
  type EventRef,
  type FilterNode,
  isNamedRef,
  type PathStep,
  refOfType,
} from "./filter-node.js";
import { printRef } from "./print-filter.js";

/** A filter as JSON carries it. */
export type FilterJson =
  | { readonly event: string }
  | { readonly event: string; readonly path: readonly PathStep[]; readonly is: ComparisonName; readonly value?: Json }
  | { readonly and: readonly FilterJson[] }
  | { readonly or: readonly FilterJson[] }
  | { readonly not: FilterJson };

/** Writes a tree as JSON. Throws FILTER_LOCAL for predicates and classes without a type of their own. */
export function filterToJson(node: FilterNode): FilterJson {
  switch (node.kind) {
    case "event":
      return { event: typeOf(node.event) };
    case "compare":
      return comparisonToJson(node);
    case "not":
      return { not: filterToJson(node.node) };
    case "test":
      throw new MillraceError("FILTER_LOCAL", `The predicate ${node.name} is code and cannot be written as JSON.`);
    case "and":
      return { and: node.nodes.map(filterToJson) };
    case "or":
      return { or: node.nodes.map(filterToJson) };
  }
}

function typeOf(ref: EventRef): string {
  if (isNamedRef(ref)) return ref.type;
  throw new MillraceError("FILTER_LOCAL", `${printRef(ref)} has no type of its own and cannot be written as JSON.`, {
    hint: 'Declare `static readonly type = "area.name"` on the class.',
  });
}

function comparisonToJson({ event, path, comparison, value }: CompareNode): FilterJson {
  const json = { event: typeOf(event), path, is: comparison };
  if (comparison === "exists") return json;
  if (value instanceof RegExp) return { ...json, value: [value.source, value.flags] };
  return {
    ...json,
    value: encodeValue(value, path.join("."), {
      fail: (at, why) => new MillraceError("FILTER_VALUE", `${at} ${why}.`),
    }),
  };
}

/** Reads what {@link filterToJson} wrote. Throws FILTER_SYNTAX with the path to what is wrong, FILTER_VALUE for a value. */
export function filterFromJson(json: unknown): FilterNode {
  return read(json, "filter", 0);
}

function read(json: unknown, at: string, depth: number): FilterNode {
  if (depth > MAX_VALUE_DEPTH) throw broken(at, `is nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
  if (typeof json !== "object" || json === null) throw broken(at, "is no object");
  const object = json as Readonly<Record<string, unknown>>;
  for (const kind of ["and", "or"] as const) {
    const parts = object[kind];
    if (parts === undefined) continue;
    if (!Array.isArray(parts) || parts.length < 2) throw broken(`${at}.${kind}`, "is no list of two or more");
    return { kind, nodes: parts.map((part, index) => read(part, `${at}.${kind}[${String(index)}]`, depth + 1)) };
  }
  if ("not" in object) return { kind: "not", node: read(object["not"], `${at}.not`, depth + 1) };
  const type = object["event"];
  if (type === undefined) throw broken(at, "has none of event, and, or, not");
  if (type !== ROOT_TYPE && !isTypeName(type)) throw broken(`${at}.event`, "is no name of a type");
  const event = refOfType(type);
  return "path" in object ? readComparison(object, event, at) : { kind: "event", event };
}

function readComparison(object: Record<string, unknown>, event: EventRef, at: string): FilterNode {
  const { path, is } = object;
  if (typeof is !== "string" || !Object.hasOwn(COMPARISONS, is)) throw broken(`${at}.is`, "is no comparison");
  if (!Array.isArray(path) || typeof path[0] !== "string" || !path.every(isStep))
    throw broken(`${at}.path`, "is no path to a field");
  const comparison = is as ComparisonName;
  const node = { event, path: path as unknown as readonly [string, ...PathStep[]], comparison };
  if (comparison === "exists") return compareNode(node);
  return compareNode({ ...node, value: readValue(object["value"], comparison, `${at}.value`) });
}

function isStep(step: unknown): step is PathStep {
  return typeof step === "string" || Number.isSafeInteger(step);
}

function readValue(json: unknown, comparison: ComparisonName, at: string): unknown {
  if (comparison !== "matches") return decodeValue((json ?? null) as Json, at, { fail: broken });
  const [source, flags] = Array.isArray(json) ? (json as unknown[]) : [];
  try {
    if (typeof source === "string" && typeof flags === "string") return new RegExp(source, flags);
  } catch (error) {
    throw broken(at, "is no regular expression", error);
  }
  throw broken(at, "is no regular expression");
}

function broken(at: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError(
    "FILTER_SYNTAX",
    `This JSON is no filter: ${at} ${why}.`,
    cause === undefined ? {} : { cause },
  );
}
