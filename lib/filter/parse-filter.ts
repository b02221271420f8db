// Tokens → tree: the grammar of filters. Tightest first: comparison, `!` (text only), `&`, `|`, parentheses. Names of
// types and classes stand in text only: the compiler infers the events of a template from its operands.
import { MAX_VALUE_DEPTH } from "../event/value-codec.js";
import { boundClass, boundClasses } from "../event/event-class.js";
import { MillraceError } from "../errors/millrace-error.js";
import { compareNode, comparisonOfSign } from "./comparisons.js";
import { type EventRef, type FilterNode, type PathStep, refOfType } from "./filter-node.js";
import { parseValue } from "./parse-value.js";
import { type FilterToken, type ScannedFilter, scanFilter } from "./scan-filter.js";
import { syntaxError } from "./syntax-error.js";
import { createCursor, type TokenCursor } from "./token-cursor.js";

/** What an operand of a template stands for: a whole filter, a field, or neither (then it is a value). */
export type OperandReader = (
  operand: unknown,
) => { node: FilterNode } | { ref: EventRef; path: readonly [string, ...PathStep[]] } | undefined;

/** Reads the text form: `[tool.call].name == "x" | [model.message]`. Throws FILTER_SYNTAX with a caret. */
export function parseFilterText(text: string): FilterNode {
  return parse(scanFilter([text]), undefined);
}

/** Reads a template whose operands are classes, fields, filters and values. Throws FILTER_SYNTAX with a caret. */
export function parseFilterTemplate(
  parts: readonly string[],
  operands: readonly unknown[],
  read: OperandReader,
): FilterNode {
  return parse(scanFilter(parts, operands), read);
}

function parse(scanned: ScannedFilter, readOperand: OperandReader | undefined): FilterNode {
  const cursor = createCursor(scanned);
  const node = parseList("or", 0);
  if (cursor.peek().kind !== "end") throw cursor.fail(`"&", "|" or the end is expected, not ${cursor.peek().shown}`);
  return node;

  function parseList(kind: "or" | "and", depth: number): FilterNode {
    if (depth > MAX_VALUE_DEPTH)
      throw cursor.fail(`parentheses are nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
    const parsePart = () => (kind === "or" ? parseList("and", depth) : parseUnary(depth));
    const nodes = [parsePart()];
    while (cursor.take(kind === "or" ? "|" : "&")) nodes.push(parsePart());
    return nodes.length === 1 ? (nodes[0] as FilterNode) : { kind, nodes };
  }

  function parseUnary(depth: number): FilterNode {
    if (depth > MAX_VALUE_DEPTH) throw cursor.fail(`"!" is nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
    const token = cursor.peek();
    if (cursor.take("!")) {
      if (readOperand)
        throw cursor.fail('"!" has no place in a template, whose type it would break; use filter.not()', token);
      return { kind: "not", node: parseUnary(depth + 1) };
    }
    if (cursor.take("(")) {
      const node = parseList("or", depth + 1);
      cursor.expect(")");
      return node;
    }
    return parseComparison();
  }

  function parseComparison(): FilterNode {
    const start = cursor.peek();
    const subject = parseSubject();
    if ("node" in subject) return subject.node;
    const steps: PathStep[] = "path" in subject ? [...subject.path] : [];
    while (cursor.peek().text === "." || cursor.peek().text === "[") steps.push(parseStep());
    const token = cursor.peek();
    const comparison = token.kind === "sign" || token.kind === "word" ? comparisonOfSign(token.text) : undefined;
    const [field, ...rest] = steps;
    if (!comparison) {
      if (field === undefined) return { kind: "event", event: subject.ref };
      throw cursor.fail(
        `a comparison (== != < <= > >= is in ~ exists) is expected behind the field, not ${token.shown}`,
      );
    }
    cursor.next();
    if (field === undefined) throw cursor.fail("a class cannot be compared, only its fields", token);
    if (typeof field === "number") throw cursor.fail("the first step behind a class is the name of a field", start);
    const value = comparison === "exists" ? undefined : parseComparedValue();
    return checked(
      () =>
        compareNode({
          event: subject.ref,
          path: [field, ...rest],
          comparison,
          value,
        }),
      start,
    );
  }

  function parseSubject(): { node: FilterNode } | { ref: EventRef; path?: readonly [string, ...PathStep[]] } {
    const token = cursor.next();
    if (token.kind === "type" || token.kind === "word") {
      if (readOperand) throw cursor.fail(namedInTemplate(token), token);
      return { ref: token.kind === "type" ? refOfType(token.text.slice(1, -1)) : refOfClassName(token, cursor) };
    }
    if (token.kind === "operand") {
      const operand = readOperand?.(token.operand);
      if (!operand) throw cursor.fail(`${token.shown} is neither an event class nor a field nor a filter`, token);
      if (!("node" in operand)) return operand;
      // A class may go on as a field: `${ToolCall}.name == "x"`.
      const goesOn = cursor.peek().text === "." || cursor.peek().text === "[";
      return operand.node.kind === "event" && goesOn ? { ref: operand.node.event } : operand;
    }
    const wanted = readOperand ? 'an operand such as ${ToolCall} or "("' : 'an event class, a [type] or "("';
    throw cursor.fail(`${wanted} is expected, not ${token.shown}`, token);
  }

  function parseStep(): PathStep {
    if (cursor.take(".")) {
      const name = cursor.next();
      if (name.kind !== "word")
        throw cursor.fail(`the name of a field is expected behind ".", not ${name.shown}`, name);
      return name.text;
    }
    cursor.expect("[");
    const token = cursor.peek();
    const step = parseValue(cursor);
    if (typeof step !== "string" && !Number.isSafeInteger(step))
      throw cursor.fail("a step is an index or a key in quotes", token);
    cursor.expect("]");
    return step as PathStep;
  }

  function parseComparedValue(): unknown {
    const token = cursor.peek();
    if (token.kind !== "operand") return parseValue(cursor);
    cursor.next();
    if (readOperand?.(token.operand)) {
      throw cursor.fail(`${token.shown} stands where a value is expected; two fields cannot be compared`, token);
    }
    return token.operand;
  }

  function checked<T>(make: () => T, token: FilterToken): T {
    try {
      return make();
    } catch (error) {
      if (MillraceError.is(error, "FILTER_VALUE")) {
        throw syntaxError(cursor.text, token.at, error.message.split("\n")[0] as string, error);
      }
      throw error;
    }
  }
}

function namedInTemplate({ kind, text, shown }: FilterToken): string {
  const name = kind === "word" ? shown : (boundClass(text.slice(1, -1))?.constructor.name ?? "TheClass");
  return `${shown} has no place in a template, whose type it would break; interpolate the class: \${${name}}`;
}

function refOfClassName(token: FilterToken, cursor: TokenCursor): EventRef {
  const found = [...boundClasses()].filter(({ constructor }) => constructor.name === token.text);
  const [only] = found;
  if (only && found.length === 1) return refOfType(only.type);
  const why = only
    ? `${String(found.length)} event classes are named ${token.shown}: ${found.map(({ type }) => `[${type}]`).join(", ")}`
    : `no event class named ${token.shown} has been met; write its type in brackets`;
  throw cursor.fail(why, token);
}
