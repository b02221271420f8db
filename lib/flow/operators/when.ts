// Waits for several triggers: for all of them, fired once and emptied at once, or for any, told by name.
import { textOf } from "../../filter/compile-filter.js";
import type { JoinKey, WhenNode, WhenTrigger } from "../definition/blueprint.js";
import { type Gatherer, Gathering, nameOf } from "../run/gathering.js";
import { valueAt } from "../run/value-at.js";
import type { Operator } from "./operator.js";

export const when: Operator<WhenNode> = {
  receive(run, station, value, place, route) {
    const { id, mode, triggers, joinBy } = station.node;
    const from = triggers.filter(({ routes }) => routes.includes(route));
    for (const { type, name } of from) {
      if (mode === "or") {
        run.pass(station.ended, { type, name, value }, place, `ended/${id}`);
        continue;
      }
      // With a key of their own, values belong together by it and by nothing else, whatever fan-outs they come from.
      const at = joinBy === undefined ? place : place.within(run.start.scope, undefined);
      const of: Gatherer = { kind: "when", id, ...(joinBy === undefined ? {} : { key: keyOf(joinBy, value) }) };
      const gathering = Gathering.in(run, at.scope, of, triggers.map(slotOf));
      gathering.put(slotOf({ type, name }), value, at.scope.origin);
      const values = gathering.take(at.scope.origin);
      if (values === undefined) continue;
      if (joinBy !== undefined) run.gathered.delete(nameOf(of));
      run.pass(station.ended, byType(triggers, values), at, `ended/${id}`);
    }
  },
};

/** The name of a trigger among those of one gate. */
export function slotOf({ type, name }: Pick<WhenTrigger, "type" | "name">): string {
  return `${type} ${name}`;
}

function byType(triggers: readonly WhenTrigger[], values: Readonly<Record<string, unknown>>): unknown {
  const output: Record<string, Record<string, unknown>> = {};
  for (const trigger of triggers) (output[trigger.type] ??= {})[trigger.name] = values[slotOf(trigger)];
  return output;
}

function keyOf(joinBy: JoinKey, value: unknown): string {
  const key = typeof joinBy === "string" ? valueAt(value, joinBy) : joinBy.run(value as never);
  return `${typeof key} ${typeof key === "object" ? JSON.stringify(key) : textOf(key)}`;
}
