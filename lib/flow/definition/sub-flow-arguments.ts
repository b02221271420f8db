// What people give to `toSubFlow`: the flow, and where its data comes from and goes to.
import { attemptsRefused, checkConcurrency, checkOptions, checkPath, isRecord } from "./check-options.js";
import type { FlowBuilder } from "./flow-builder.js";
import { invalid } from "./flow-contract.js";
import type { Standing } from "./open-block.js";
import { readAttempts } from "./step-options.js";
import type { SubFlow, SubFlowOptions } from "./sub-flow.js";

const CAPTURE = { single: "input", maps: ["state", "flowData", "resources"] } as const;
const WRITE_BACK = { single: "value", maps: ["state", "flowData"] } as const;
const VIEWS = {
  capture: ["value", "state", "flowData", "resources"],
  writeBack: ["result", "state", "snapshot"],
} as const;

/** True for what can run as a step with an execution of its own; a `TriggerFlow` is one. */
export function isSubFlow(value: unknown): value is SubFlow {
  if (typeof value !== "object" || value === null) return false;
  return "blueprint" in value && typeof value.blueprint === "function" && "contract" in value && "name" in value;
}

/** Adds the node of a flow, and gives its id. Throws FLOW_INVALID. */
export function placeSubFlow(builder: FlowBuilder, { on, within }: Standing, flow: unknown, given: unknown): string {
  if (!isSubFlow(flow)) throw invalid(builder.name, "toSubFlow was given what is no flow", "Give it a TriggerFlow.");
  const place = `toSubFlow(${flow.name})`;
  checkOptions(builder, place, given, ["capture", "writeBack", "concurrency", "timeoutMs", "name"]);
  const { capture = {}, writeBack = {}, ...options } = (given ?? {}) as SubFlowOptions;
  checkSources(builder, place, "capture", capture);
  checkSources(builder, place, "writeBack", writeBack);
  const concurrency = checkConcurrency(builder, place, options.concurrency);
  const { timeoutMs } = readAttempts({ ...timeOf(options) }, attemptsRefused(builder, place));
  const earlier = options.name === undefined ? undefined : builder.claim(options.name);
  if (earlier) {
    if (earlier.kind === "subFlow" && earlier.flow === flow && String(earlier.on) === String(on)) return earlier.id;
    throw builder.twice(earlier.id);
  }
  const id = options.name ?? builder.idFor(flow.name);
  builder.add({ kind: "subFlow", id, on, within, flow, capture, writeBack, concurrency, timeoutMs });
  return id;
}

function timeOf({ timeoutMs }: SubFlowOptions): { readonly timeoutMs?: number } {
  return timeoutMs === undefined ? {} : { timeoutMs };
}

function checkSources(builder: FlowBuilder, place: string, option: "capture" | "writeBack", sources: unknown): void {
  const { single, maps } = option === "capture" ? CAPTURE : WRITE_BACK;
  const where = `${option} of ${place}`;
  checkOptions(builder, where, sources, [single, ...maps]);
  for (const [part, source] of Object.entries(sources as Readonly<Record<string, unknown>>)) {
    if (source === undefined) continue;
    if (part === single) checkSource(builder, `${part} in the ${where}`, option, source);
    else checkMap(builder, `${part} in the ${where}`, option, source);
  }
}

function checkMap(builder: FlowBuilder, place: string, option: "capture" | "writeBack", map: unknown): void {
  if (!isRecord(map)) {
    throw invalid(builder.name, `${place} is no record of sources`, 'It is like { "user.name": "value.name" }.');
  }
  const targets = Object.keys(map);
  for (const target of targets) checkPath(builder, `a target of ${place}`, target);
  for (const target of targets) {
    const other = targets.find((one) => one.startsWith(`${target}.`));
    if (other !== undefined) {
      throw invalid(
        builder.name,
        `two targets of ${place} write to one place, "${target}" and "${other}"`,
        "Write the whole, or its parts.",
      );
    }
    checkSource(builder, `"${target}" of ${place}`, option, map[target]);
  }
}

function checkSource(builder: FlowBuilder, place: string, option: "capture" | "writeBack", source: unknown): void {
  if (typeof source === "function") return;
  const [first] = checkPath(builder, `the source of ${place}`, source).split(".");
  const parts: readonly string[] = VIEWS[option];
  if (first !== undefined && parts.includes(first)) return;
  throw invalid(
    builder.name,
    `the source of ${place} begins with "${String(first)}"`,
    `There are ${parts.join(", ")}, paths into them, and functions of them.`,
  );
}
