// One pause that waits for an answer: what is told of it, and what is needed to go on.
import { MillraceError } from "../../errors/millrace-error.js";
import { z } from "../../event/zod.js";
import type { ChunkNode } from "../definition/blueprint.js";
import { checkValue } from "../definition/flow-contract.js";
import type { PauseOptions, ResumeTo } from "../definition/pause.js";
import type { Call } from "./call.js";
import type { Place } from "./place.js";
import type { Station } from "./plan.js";

/** A pause as it is told: to those who show it, in events, in the runtime stream, in outcomes. Plain data. */
export interface Interrupt {
  /** By what `continueWith` names it. */
  readonly id: string;
  /** What kind of answer is waited for. */
  readonly type: string;
  readonly payload: unknown;
  readonly status: "waiting" | "resumed" | "cancelled";
  /** The node that waits. */
  readonly node: string;
  readonly resumeTo: ResumeTo;
  /** How often the node was resumed before, and may be, for `"self"`. */
  readonly resumes: number;
  readonly maxResumes: number;
  /** When it gives up, in milliseconds since the Unix epoch; null: never. */
  readonly deadline: number | null;
}

/** A pause in the runtime stream, among its items. */
export interface InterruptItem {
  readonly type: "interrupt";
  /** `"project"`: a pause of a sub-flow, by the name under which its parent answers it. */
  readonly action: "pause" | "resume" | "project";
  /** The id of the execution. */
  readonly execution: string;
  readonly interrupt: Interrupt;
  /** What the node ran with, for `"pause"`. */
  readonly signal?: { readonly node: string; readonly value: unknown };
  /** The answer, for `"resume"`. */
  readonly value?: unknown;
}

// Where thousands wait, the engine would learn that what a literal makes lives long, and make what dies young in the old
// space as well, and all that hangs on it: hence constructors here, and a copy of a literal for an interrupt.

/** What an item of the runtime stream is made of. */
export class ShownInterrupt {
  declare next: ShownInterrupt | undefined;
  declare readonly action: "pause" | "resume";
  declare readonly interrupt: Interrupt;
  /** What the node ran with, or the answer. */
  declare readonly value: unknown;

  constructor(action: "pause" | "resume", interrupt: Interrupt, value: unknown) {
    this.next = undefined;
    this.action = action;
    this.interrupt = interrupt;
    this.value = value;
  }
}

/** The item that tells of a pause or an answer. */
export function itemOf(execution: string, { action, interrupt, value }: ShownInterrupt): InterruptItem {
  if (action === "resume") return { type: "interrupt", action, execution, interrupt, value };
  return { type: "interrupt", action, execution, interrupt, signal: { node: interrupt.node, value } };
}

/** True for the items of a runtime stream that tell of pauses. */
export function isInterruptItem(item: unknown): item is InterruptItem {
  if (typeof item !== "object" || item === null) return false;
  return "type" in item && item.type === "interrupt" && "action" in item && "interrupt" in item;
}

/** What an execution keeps of a pause. */
export class PauseRecord {
  declare readonly interrupt: Interrupt;
  declare readonly station: Station<ChunkNode>;
  /** What the node ran with. */
  declare readonly value: unknown;
  declare readonly place: Place;
  /** Checks the answer. */
  declare readonly answer: z.ZodType | undefined;
  declare timer: Disposable | undefined;

  constructor(
    interrupt: Interrupt,
    station: Station<ChunkNode>,
    value: unknown,
    place: Place,
    answer: z.ZodType | undefined,
  ) {
    this.interrupt = interrupt;
    this.station = station;
    this.value = value;
    this.place = place;
    this.answer = answer;
    this.timer = undefined;
  }
}

const OPTIONS = ["type", "id", "payload", "resumeTo", "maxResumes", "timeoutMs", "answer"];

/** Refuses a pause that cannot be answered, where it is asked for. Throws PAUSE_INVALID. */
export function checkPause(call: Call, options: PauseOptions): void {
  const { id: node } = call.station.node;
  const { id, resumeTo = "next", maxResumes = 1, timeoutMs, answer } = options;
  const refuse = (why: string, hint: string): MillraceError =>
    new MillraceError("PAUSE_INVALID", `The pause of ${node} in flow ${call.run.flow} ${why}.`, {
      hint,
      details: { flow: call.run.flow, node },
    });
  const unknown = Object.keys(options).filter((key) => !OPTIONS.includes(key));
  if (unknown.length > 0) throw refuse(`has no option "${unknown.join('", "')}"`, `There are ${OPTIONS.join(", ")}.`);
  if (id !== undefined && (typeof id !== "string" || id === ""))
    throw refuse("has an id that is no text", "Give a name.");
  if (resumeTo !== "next" && resumeTo !== "self" && typeof (resumeTo as { event?: unknown } | null)?.event !== "string")
    throw refuse("has an unknown resumeTo", 'Give "next", "self" or { event: "signal" }.');
  if (!Number.isSafeInteger(maxResumes) || maxResumes < 1)
    throw refuse(`has the maxResumes ${String(maxResumes)}`, "Give a whole number from 1 up.");
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw refuse("has a timeoutMs that is no time", "Give milliseconds.");
  if (answer !== undefined && !(answer instanceof z.ZodType))
    throw refuse("has an answer that is no zod schema", "Give a schema, such as z.object({ approved: z.boolean() }).");
  const resumes = call.resume?.count ?? 0;
  if (resumeTo === "self" && resumes >= maxResumes)
    throw refuse(
      `has been resumed ${String(resumes)} ${resumes === 1 ? "time" : "times"} and may not be again`,
      "Raise maxResumes, or let the chunk come to an end.",
    );
}

/** The answer as the schema of the pause stores it. Throws FLOW_VALUE_INVALID. */
export function checkAnswer(flow: string, { interrupt, answer }: PauseRecord, value: unknown): unknown {
  return checkValue(flow, `answer to "${interrupt.id}"`, answer, value);
}
