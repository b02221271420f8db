// Tree → text, and values → text. The inverse of `parse-filter.ts`.
import { base64OfBytes } from "../event/value-tags.js";
import { COMPARISONS } from "./comparisons.js";
import { type CompareNode, type EventRef, type FilterNode, isNamedRef, type PathStep } from "./filter-node.js";

const STRENGTH = { or: 1, and: 2, not: 3, compare: 4, event: 4, test: 4 } as const;

/** Writes a filter: `[tool.call].name == "x" | [model.message]`. Predicates and local classes are shown, in `‹›`. */
export function printFilter(node: FilterNode): string {
  switch (node.kind) {
    case "event":
      return printRef(node.event);
    case "compare":
      return printComparison(node);
    case "test":
      return `‹${node.name}›`;
    case "not":
      return `!${printInside(node.node, STRENGTH.not)}`;
    default:
      return node.nodes
        .map((part) => printInside(part, STRENGTH[node.kind] + 1))
        .join(node.kind === "and" ? " & " : " | ");
  }
}

function printInside(node: FilterNode, strength: number): string {
  const text = printFilter(node);
  return STRENGTH[node.kind] < strength ? `(${text})` : text;
}

/** Writes a class of events: `[tool.call]`, or `‹Tick›` for one that stays in its process. */
export function printRef(ref: EventRef): string {
  return isNamedRef(ref) ? `[${ref.type}]` : `‹${ref.constructor?.name ?? ref.type}›`;
}

function printComparison({ event, path, comparison, value }: CompareNode): string {
  const field = printRef(event) + printPath(path);
  const { sign } = COMPARISONS[comparison];
  return comparison === "exists" ? `${field} ${sign}` : `${field} ${sign} ${printValue(value)}`;
}

/** Writes the way to a field and into it: `.args.items[0]["odd key"]`. */
export function printPath(path: readonly PathStep[]): string {
  return path.map(printStep).join("");
}

function printStep(step: PathStep): string {
  if (typeof step === "number") return `[${String(step)}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** Writes a value as the grammar reads it: JSON, and `1n`, `undefined`, `NaN`, `date("…")`, `bytes("…")`, `map([…])`, `set([…])`. */
export function printValue(value: unknown): string {
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "bigint") return `${String(value)}n`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof RegExp) return String(value);
  if (value instanceof Date) return `date(${JSON.stringify(value.toISOString())})`;
  if (value instanceof Uint8Array) return `bytes("${base64OfBytes(value)}")`;
  if (value instanceof Map) return `map(${printValue([...value])})`;
  if (value instanceof Set) return `set(${printValue([...value])})`;
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  const entries = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${printValue(part)}`);
  return `{${entries.join(", ")}}`;
}
