// What is around a pause, to be put back when what goes on behind its answer fails: the answer can be given again then.
import type { FlowRun } from "./flow-run.js";
import type { Gathering } from "./gathering.js";
import type { PauseRecord } from "./interrupt.js";
import type { Join } from "./join.js";
import type { Scope } from "./scope.js";

/** Remembers what the fan-outs and gates around a pause have. The result puts that back. */
export function rememberJoins(run: FlowRun, { place }: PauseRecord): () => void {
  const joins: Join[] = [];
  const gathered: [Map<string, Gathering>, [string, Gathering][]][] = [];
  for (let scope: Scope | undefined = place.scope; scope; scope = scope.parent) {
    if (scope.join && run.joins.has(scope.join.id)) joins.push(scope.join);
    const here = scope.join === undefined ? run.usedParts?.gathered : scope.posted.gathered;
    if (here) gathered.push([here, [...here].map(([name, one]) => [name, one.copy()])]);
  }
  return () => {
    for (const join of joins) run.joins.set(join.id, join);
    for (const [here, before] of gathered) for (const [name, one] of before) here.set(name, one);
  };
}
