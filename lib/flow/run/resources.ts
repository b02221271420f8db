// Live objects by name: the execution's own before the flow's.
import { MillraceError } from "../../errors/millrace-error.js";
import type { FlowRun } from "./flow-run.js";

/** One layer of resources. */
export type Resources = Readonly<Record<string, unknown>>;

/** The resource of a name. Throws DEPENDENCY_MISSING and lists what there is. */
export function findResource(run: FlowRun, name: string): unknown {
  const layer = run.resources.find((one) => Object.hasOwn(one, name));
  if (layer) return layer[name];
  const names = new Set(run.resources.flatMap((one) => Object.keys(one)));
  throw new MillraceError("DEPENDENCY_MISSING", `Flow ${run.flow} has no resource "${name}".`, {
    hint: `Give it to createExecution({ resources }) or to the flow; there are ${[...names].join(", ") || "none"}.`,
    details: { flow: run.flow, resource: name },
  });
}

/** Gives the execution a resource of its own. */
export function setResource(run: FlowRun, name: string, resource: unknown): void {
  const [own, ...others] = run.resources.length > 1 ? run.resources : [{}, ...run.resources];
  run.resources = [{ ...own, [name]: resource }, ...others];
}

/** All resources by name, as an execution sees them. */
export function allResources(layers: readonly Resources[]): Resources {
  return Object.assign({}, ...[...layers].reverse()) as Resources;
}
