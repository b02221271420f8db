// The pauses that wait in an execution, those of its sub-flows included, by the names under which it answers them.
import type { FlowRun } from "./flow-run.js";
import type { Interrupt } from "./interrupt.js";

/** A sub-flow that is under way, as its parent sees it. */
export interface ChildRun {
  /** What stands before the ids of its pauses, and a slash. */
  readonly name: string;
  readonly run: FlowRun;
  /** Answers one of its pauses; what goes on behind it in the parent is part of the promise. */
  answer(id: string, value: unknown): Promise<void>;
}

const NONE: readonly Interrupt[] = Object.freeze([]);

/** The pauses that wait. */
export function pendingInterrupts(run: FlowRun): readonly Interrupt[] {
  if (run.usedParts === undefined) return NONE;
  const { children, interrupts } = run.usedParts;
  const own = interrupts?.list() ?? NONE;
  const inside = [...(children ?? [])].flatMap(({ name, run: child }) =>
    pendingInterrupts(child).map((interrupt) => ({ ...interrupt, id: `${name}/${interrupt.id}` })),
  );
  return inside.length === 0 ? own : [...own, ...inside];
}

/** True while pauses wait. */
export function isPaused(run: FlowRun): boolean {
  const parts = run.usedParts;
  if (parts === undefined) return false;
  if (parts.interrupts !== undefined && parts.interrupts.waiting.size > 0) return true;
  return [...(parts.children ?? [])].some((child) => isPaused(child.run));
}

/** Answers a pause of an execution or of a sub-flow in it. Throws what `Interrupts.answer` throws. */
export function answerPause(run: FlowRun, id: string, value: unknown, requestId: string | undefined): Promise<void> {
  // The longest name first: that of one may be how that of another begins.
  const children = [...(run.usedParts?.children ?? [])].sort((one, other) => other.name.length - one.name.length);
  const child = children.find(({ name }) => id.startsWith(`${name}/`));
  const answer = child && ((): Promise<void> => child.answer(id.slice(child.name.length + 1), value));
  return run.interrupts.answer(id, value, requestId, answer);
}
