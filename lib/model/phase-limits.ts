// How long each phase of a call may take, read from the timeouts of the call and of its client.
import { MillraceError } from "../errors/millrace-error.js";
import type { ModelTimeouts } from "./language-model.js";

/** A part of a call that has a limit of its own. */
export type Phase = "connect" | "firstToken" | "idle" | "total";

/** Milliseconds for each phase; `Infinity` where there is no limit. */
export type PhaseLimits = Readonly<Record<Phase, number>>;

const PHASES: readonly Phase[] = ["connect", "firstToken", "idle", "total"];
const KEYS = PHASES.map((phase) => `${phase}Ms`);

/** No limits at all. */
export const NO_LIMITS: PhaseLimits = { connect: Infinity, firstToken: Infinity, idle: Infinity, total: Infinity };

/** Those of a call that says nothing. */
export const DEFAULT_LIMITS: PhaseLimits = { connect: 30_000, firstToken: 120_000, idle: 60_000, total: 600_000 };

/**
 * The limits of a call: what `timeouts` say goes over `base`. Where only `firstTokenMs` is told, the connection may take as
 * long: servers that load a model first begin to answer late.
 *
 * @throws MODEL_CALL_INVALID, with the name of the timeout.
 */
export function phaseLimits(timeouts: ModelTimeouts | undefined, base: PhaseLimits): PhaseLimits {
  if (timeouts === undefined) return base;
  for (const [name, value] of Object.entries(timeouts)) checkTimeout(name, value);
  const told = (phase: Phase): number | undefined => {
    const value = timeouts[`${phase}Ms`];
    return value === false ? Infinity : value;
  };
  const { connect, firstToken, idle, total } = base;
  return {
    connect: told("connect") ?? Math.max(connect, told("firstToken") ?? 0),
    firstToken: told("firstToken") ?? firstToken,
    idle: told("idle") ?? idle,
    total: told("total") ?? total,
  };
}

function checkTimeout(name: string, value: unknown): void {
  if (!KEYS.includes(name)) {
    throw new MillraceError("MODEL_CALL_INVALID", `A model call does not know the timeout "${name}".`, {
      hint: `The timeouts are ${KEYS.join(", ")}.`,
    });
  }
  if (value === undefined || value === false || (typeof value === "number" && value > 0)) return;
  throw new MillraceError("MODEL_CALL_INVALID", `The timeout ${name} of a model call is ${JSON.stringify(value)}.`, {
    hint: "Pass milliseconds above 0, or false for no limit.",
  });
}
