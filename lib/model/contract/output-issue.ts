// What is wrong with an answer: one issue for each place, in words that a model can act on.
import type { z } from "zod";
import type { PathSegment } from "../json/json-item.js";
import { formatPath } from "../json/json-path.js";
import { cutText } from "./cut-text.js";

/** Something in an answer that breaks its contract. */
export interface OutputIssue {
  /** Dots and brackets: `items[0].name`; `""` is the whole answer. Keys with dots, brackets or quotes stand as `["a.b"]`. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
  /** Without the path. */
  readonly message: string;
  /** What should be there, when it is a matter of type or of a set of values. */
  readonly expected?: string;
  /** What is there in its place. */
  readonly received?: string;
}

type ZodIssue = z.core.$ZodIssue;

/** The issues of a failed check, in the order in which zod found them, each place once for each thing wrong with it. */
export function outputIssues(issues: readonly ZodIssue[], value: unknown): OutputIssue[] {
  const found = issues.flatMap((issue) => flatten(issue, []).map((flat) => toIssue(flat, value)));
  const seen = new Set<string>();
  return found.filter(({ path, message }) => {
    const key = `${path}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

interface FlatIssue {
  readonly segments: readonly PathSegment[];
  readonly issue: ZodIssue;
  /** For what no option of a union takes. */
  readonly options?: readonly string[];
}

function flatten(issue: ZodIssue, above: readonly PathSegment[]): FlatIssue[] {
  const segments = [...above, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ segments: [...segments, key], issue }));
  if (issue.code === "invalid_key" || issue.code === "invalid_element") {
    return issue.issues.flatMap((inner) => flatten(inner, segments));
  }
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ segments, issue }];
  // Options of another kind than the answer say nothing; when one is left, it is the one that was meant.
  const meant = issue.errors.filter((option) => !option.some(isWrongKind));
  const [only] = meant;
  if (only && meant.length === 1) return only.flatMap((inner) => flatten(inner, segments));
  const options = issue.errors.map((option) => option.map((inner) => expectedBy(inner) ?? inner.message).join(" and "));
  return [{ segments, issue, options: [...new Set(options)] }];
}

function isWrongKind(issue: ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

function toIssue({ segments, issue, options }: FlatIssue, value: unknown): OutputIssue {
  const expected = options ? options.join(" or ") : expectedBy(issue);
  const there = valueAt(value, segments);
  const place = { path: formatPath(segments), segments };
  if (issue.code === "unrecognized_keys") return { ...place, message: "is not asked for; leave it out" };
  if (expected === undefined) return { ...place, message: issue.message };
  const received = wordsFor(there);
  const own = issue.message === "" || /^Invalid (input|option|discriminator)/.test(issue.message);
  const missing =
    there === undefined ? `is missing; expected ${expected}` : `expected ${expected}, received ${received}`;
  return { ...place, message: own ? missing : issue.message, expected, received };
}

function expectedBy(issue: ZodIssue): string | undefined {
  if (issue.code === "invalid_type") return issue.expected === "int" ? "a whole number" : issue.expected;
  if (issue.code === "invalid_value") return oneOf(issue.values);
  if (issue.code !== "invalid_union") return undefined;
  const { options } = issue as { readonly options?: readonly unknown[] };
  return options ? oneOf(options) : undefined;
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => (typeof value === "string" ? JSON.stringify(value) : String(value)));
  return words.length === 1 ? (words[0] ?? "") : `one of ${words.join(", ")}`;
}

function valueAt(value: unknown, segments: readonly PathSegment[]): unknown {
  let at = value;
  for (const segment of segments) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, segment)) return undefined;
    at = (at as Readonly<Record<PathSegment, unknown>>)[segment];
  }
  return at;
}

const LONGEST = 40;

/** A value in few words: its kind, and what it says where that is short. */
function wordsFor(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${String(value.length)}`;
  if (typeof value === "object") return "an object";
  return `${typeof value} ${typeof value === "string" ? JSON.stringify(cutText(value, LONGEST)) : scalarText(value)}`;
}

function scalarText(value: unknown): string {
  return String(value);
}
