// Which tools a human has allowed for good: by name and implementation, as plain data in the variables of a conversation.
import { randomUUID } from "node:crypto";
import type { Tool } from "../tool/create-tool.js";

const VARIABLE = "millrace.always-allowed";

/** A tool that needs no asking. */
interface Allowed {
  readonly tool: string;
  /** Stands for the function behind it, in this process. */
  readonly implementation: string;
}

// Nobody can guess one, and a tool that has only the name of another has another one.
const implementations = new WeakMap<object, string>();

function entryOf(tool: Tool): Allowed {
  const behind = tool.run ?? tool;
  let implementation = implementations.get(behind);
  if (implementation === undefined) implementations.set(behind, (implementation = randomUUID()));
  return { tool: tool.name, implementation };
}

/** True where a human has said "always" to this very tool. */
export function isAlwaysAllowed(variables: ReadonlyMap<string, unknown>, tool: Tool): boolean {
  const { implementation } = entryOf(tool);
  return allowedIn(variables).some((one) => one.tool === tool.name && one.implementation === implementation);
}

/** Remembers it. The list is a new one each time: contexts that come from this one have a copy of the old. */
export function allowAlways(variables: Map<string, unknown>, tool: Tool): void {
  if (!isAlwaysAllowed(variables, tool)) variables.set(VARIABLE, [...allowedIn(variables), entryOf(tool)]);
}

function allowedIn(variables: ReadonlyMap<string, unknown>): readonly Allowed[] {
  const allowed = variables.get(VARIABLE);
  return Array.isArray(allowed) ? (allowed as Allowed[]) : [];
}
