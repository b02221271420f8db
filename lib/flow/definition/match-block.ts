// The branches of a match, and of an `ifCondition`, which is one: how they begin, and where the chain goes on behind them.
import { deepEqual } from "../../primitives/deep-equal.js";
import type { CaseTest, MatchNode, Route } from "./blueprint.js";
import { checkChoice, checkOptions, checkPath } from "./check-options.js";
import type { Condition } from "./condition.js";
import type { FlowBuilder } from "./flow-builder.js";
import { invalid } from "./flow-contract.js";
import { behind, type BlockKind, inside, OpenBlock, type Standing } from "./open-block.js";

/** The options of a match, whatever their types. */
export interface AnyMatchOptions {
  readonly mode?: unknown;
  readonly by?: unknown;
}

/** Opens a match; what stands next is its first case. Throws FLOW_INVALID. */
export function openMatch(
  builder: FlowBuilder,
  standing: Standing,
  kind: BlockKind,
  options: AnyMatchOptions = {},
): Standing {
  checkOptions(builder, `a ${kind}`, options, ["mode", "by"]);
  const { on, within } = standing;
  const mode = checkChoice(builder, `the mode of a ${kind}`, options.mode, ["hitFirst", "hitAll"]);
  const by = options.by === undefined ? undefined : checkPath(builder, `"by" of a ${kind}`, options.by);
  const id = builder.idFor(builder.position(kind === "match" ? "match" : "if"));
  builder.add({ kind: "match", id, on, within, mode, by, cases: [], exhaustive: false, closed: false });
  return { ...standing, block: new OpenBlock(builder, kind, id, standing), skips: [], turn: 0 };
}

/** Begins the branch of the next case. Throws FLOW_INVALID. */
export function beginCase(
  builder: FlowBuilder,
  block: OpenBlock,
  standing: Standing,
  method: string,
  test: unknown,
): Standing {
  refuseBehindElse(builder, block, method);
  const node = nodeOf(builder, block);
  const index = node.cases.length;
  const read = readTest(builder, block, index, test);
  const same = node.cases.some((one) => "equals" in one && "equals" in read && deepEqual(one.equals, read.equals));
  if (same) {
    throw invalid(
      builder.name,
      `case ${String(index + 1)} of ${block.title} can never run: one with the same value stands before it`,
      "Give each case a value of its own.",
    );
  }
  leaveBranch(block, standing);
  builder.add({ ...node, cases: [...node.cases, Object.freeze(read)] });
  return inside(block, `case/${block.id}/${index}`);
}

/** Begins the branch for all values that no case takes. Throws FLOW_INVALID. */
export function beginElse(builder: FlowBuilder, block: OpenBlock, standing: Standing, method: string): Standing {
  refuseBehindElse(builder, block, method);
  if (block.turn === 0) throw withoutCase(builder, block);
  leaveBranch(block, standing);
  block.hasElse = true;
  builder.add({ ...nodeOf(builder, block), closed: true });
  return inside(block, `else/${block.id}`);
}

/** The place behind all branches. Throws FLOW_INVALID. */
export function closeMatch(
  builder: FlowBuilder,
  block: OpenBlock,
  standing: Standing,
  method: string,
  options: { readonly exhaustive?: unknown } = {},
): Standing {
  checkOptions(builder, method, options, ["exhaustive"]);
  if (block.turn === 0) throw withoutCase(builder, block);
  const exhaustive = options.exhaustive === true;
  if (exhaustive && block.hasElse)
    throw invalid(builder.name, `${block.title} is exhaustive and has a branch for all other values`);
  leaveBranch(block, standing);
  block.close();
  const node: MatchNode = { ...nodeOf(builder, block), exhaustive };
  builder.add(node);
  const passing: Route[] = block.hasElse || exhaustive ? [] : [`else/${block.id}`];
  const { outer } = block;
  const cases = block.branches.filter(({ kind }) => kind === "case");
  const others = block.branches.filter(({ kind }) => kind === "else");
  if (node.mode === "hitFirst") return behind(outer, [...tailsOf(block.branches), ...passing], skipsOf(block.branches));
  const id = builder.idFor(builder.position("endMatch"));
  const on = [...tailsOf(cases), ...skipsOf(cases)];
  builder.add({ kind: "endMatch", id, on, within: outer.within, match: block.id });
  return behind(outer, [`ended/${id}`, ...tailsOf(others), ...passing], skipsOf(others));
}

const tailsOf = (branches: OpenBlock["branches"]): Route[] => branches.flatMap(({ tails }) => tails);
const skipsOf = (branches: OpenBlock["branches"]): Route[] => branches.flatMap(({ skips }) => skips);

// What ends a branch is the beginning of the next one, or of what comes behind all of them.
function leaveBranch(block: OpenBlock, { on, skips }: Standing): void {
  if (block.turn > 0) block.branches.push({ kind: block.hasElse ? "else" : "case", tails: on, skips });
  block.turn++;
}

function nodeOf(builder: FlowBuilder, { id }: OpenBlock): MatchNode {
  return builder.node(id) as MatchNode;
}

function readTest(builder: FlowBuilder, block: OpenBlock, index: number, test: unknown): CaseTest {
  const name = `${block.id}/${String(index)}`;
  if (typeof test === "function") {
    return { condition: Object.freeze({ name: test.name || name, test: test as Condition["test"] }) };
  }
  if (isCondition(test)) return { condition: test };
  if (block.kind === "match") return { equals: test };
  throw invalid(
    builder.name,
    `a condition of ${block.title} is no function`,
    "Give a function of the data, or what flow.condition made; for values there is match().case(value).",
  );
}

function isCondition(value: unknown): value is Condition {
  if (typeof value !== "object" || value === null) return false;
  return "test" in value && typeof value.test === "function" && "name" in value && typeof value.name === "string";
}

function refuseBehindElse({ name }: FlowBuilder, { hasElse, title }: OpenBlock, method: string): void {
  if (!hasElse) return;
  throw invalid(
    name,
    `${method} stands behind the branch for all other values of ${title}`,
    "That branch is the last one.",
  );
}

function withoutCase({ name }: FlowBuilder, { title }: OpenBlock): ReturnType<typeof invalid> {
  return invalid(name, `${title} has no case`, "Begin its branches with case(…).");
}
