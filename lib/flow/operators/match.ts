// Chooses between its branches: the first case that fits, or all of them beside each other, else the `else`.
import { MillraceError } from "../../errors/millrace-error.js";
import type { Json } from "../../event/value-tags.js";
import { deepEqual } from "../../primitives/deep-equal.js";
import { isThenable } from "../../primitives/thenable.js";
import type { CaseTest, MatchNode } from "../definition/blueprint.js";
import { ConditionWork } from "../run/condition-work.js";
import type { FlowRun } from "../run/flow-run.js";
import { Join } from "../run/join.js";
import type { Place } from "../run/place.js";
import type { Station } from "../run/plan.js";
import type { Scope } from "../run/scope.js";
import { valueAt } from "../run/value-at.js";
import type { SnapshotReader } from "../snapshot/snapshot-reader.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedNode } from "../snapshot/snapshot.js";
import type { Operator } from "./operator.js";

/** The outputs of the branches that one value set off, so far. */
export class MatchJoin extends Join {
  readonly outputs = new Map<number, unknown>();

  constructor(
    id: string,
    node: string,
    scope: Scope,
    readonly cases: readonly number[],
  ) {
    super(id, node, scope);
  }

  override get has(): readonly string[] {
    return [...this.outputs.keys()].map((index) => `case ${String(index + 1)}`);
  }

  get lacking(): readonly string[] {
    return this.cases.filter((index) => !this.outputs.has(index)).map((index) => `case ${String(index + 1)}`);
  }

  /** In the order of the cases. */
  get output(): unknown[] {
    return this.cases.map((index) => this.outputs.get(index));
  }

  save(writer: SnapshotWriter): Json {
    return writer.value([this.cases, this.outputs], `the outputs of ${this.node}`);
  }

  static restore(id: string, node: string, scope: Scope, saved: Json, reader: SnapshotReader): MatchJoin {
    const [cases, outputs] = reader.value(saved) as [number[], Map<number, unknown>];
    const join = new MatchJoin(id, node, scope, cases);
    for (const [index, value] of outputs) join.outputs.set(index, value);
    return join;
  }
}

export const match: Operator<MatchNode> = {
  receive(run, station, value, place) {
    decide(run, station, value, place, 0, []);
  },

  restoreJoin: (_run, { node }, id, scope, saved, reader) => MatchJoin.restore(id, node.id, scope, saved, reader),

  resume(run, station, saved, place, reader) {
    decide(run, station, reader.value((saved as SavedNode).value), place, 0, []);
  },
};

// Asks case after case, from `from` on, and goes on at once until one of them has to be waited for.
function decide(
  run: FlowRun,
  station: Station<MatchNode>,
  value: unknown,
  place: Place,
  from: number,
  found: readonly number[],
): void {
  const { cases, mode } = station.node;
  const hits = [...found];
  for (let index = from; index < cases.length; index++) {
    const answer = fits(station, index, value, place);
    if (isThenable(answer)) {
      new ConditionWork(station, value, place).wait(answer, (hit) => {
        const next = isHit(run, station, index, hit) ? [...hits, index] : hits;
        const done = mode === "hitFirst" && next.length > 0;
        decide(run, station, value, place, done ? cases.length : index + 1, next);
      });
      return;
    }
    if (!isHit(run, station, index, answer)) continue;
    hits.push(index);
    if (mode === "hitFirst") break;
  }
  goOn(run, station, value, place, hits);
}

function goOn(run: FlowRun, { node }: Station<MatchNode>, value: unknown, place: Place, hits: readonly number[]): void {
  const { id, mode, exhaustive } = node;
  const [first] = hits;
  if (first === undefined) {
    if (exhaustive) throw noCase(run, node, value);
    run.trigger(`else/${id}`, value, place);
  } else if (mode === "hitFirst") run.trigger(`case/${id}/${first}`, value, place);
  else {
    const join = new MatchJoin(run.nextJoin(id), id, place.scope, hits);
    run.addJoin(join, place);
    for (const index of hits)
      run.trigger(`case/${id}/${index}`, value, place.within(place.scope.inside(join, index), place.item));
  }
}

function fits({ node }: Station<MatchNode>, index: number, value: unknown, place: Place): unknown {
  const test = node.cases[index] as CaseTest;
  if ("condition" in test) return ConditionWork.ask(test.condition, value, place);
  return deepEqual(node.by === undefined ? value : valueAt(value, node.by), test.equals);
}

function isHit(run: FlowRun, { node }: Station<MatchNode>, index: number, answer: unknown): boolean {
  if (typeof answer === "boolean") return answer;
  throw new MillraceError(
    "FLOW_VALUE_INVALID",
    `Case ${String(index + 1)} of ${node.id} in flow ${run.flow} answered ${typeof answer}, which is neither true nor false.`,
    {
      hint: "Compare: return value.length > 0, not value.length.",
      details: { flow: run.flow, node: node.id, case: index },
    },
  );
}

function noCase(run: FlowRun, { id }: MatchNode, value: unknown): MillraceError {
  return new MillraceError("FLOW_VALUE_INVALID", `No case of ${id} in flow ${run.flow} fits, and it is exhaustive.`, {
    hint: "Add the case, or a caseElse.",
    details: { flow: run.flow, node: id, value },
  });
}
