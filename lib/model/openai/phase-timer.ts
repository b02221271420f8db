// Four limits of a call: until the answer begins, until it says something, between what it says, and for all of it.
import { MillraceError } from "../../errors/millrace-error.js";
import { currentClock } from "../../primitives/clock.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { ModelTimeouts } from "../language-model.js";
import type { Phase } from "./failures.js";

const DEFAULTS = { connectMs: 30_000, firstTokenMs: 120_000, idleMs: 60_000, totalMs: 600_000 } as const;
const NAMES = Object.keys(DEFAULTS) as readonly (keyof ModelTimeouts)[];

/** Every limit, in milliseconds; false where there is none. */
export type PhaseLimits = Required<ModelTimeouts>;

/** Refuses limits that are none. Throws OPTION_INVALID. */
export function checkTimeouts(timeouts: ModelTimeouts | undefined): void {
  refuseUnknown("timeouts", timeouts, NAMES);
  for (const name of NAMES) {
    const limit: unknown = timeouts?.[name];
    if (limit === undefined || limit === false || (typeof limit === "number" && limit > 0)) continue;
    const what = `timeouts.${name} is ${JSON.stringify(limit)}; milliseconds above 0, or false for no limit, are expected.`;
    throw new MillraceError("OPTION_INVALID", what);
  }
}

/**
 * The limits of a call: its own, else those of the client, else the defaults. A server on this machine loads its model
 * before it answers, so it may take as long to begin as to say something; and an answer that comes whole begins when it is
 * finished, so nothing but `totalMs` bounds it unless a limit was asked for.
 */
export function phaseLimits(
  timeouts: ModelTimeouts,
  server: { readonly isLoopback: boolean; readonly streams: boolean },
): PhaseLimits {
  const totalMs = timeouts.totalMs ?? DEFAULTS.totalMs;
  const firstTokenMs = timeouts.firstTokenMs ?? (server.streams ? DEFAULTS.firstTokenMs : totalMs);
  const patient = server.isLoopback || !server.streams;
  const connectMs = timeouts.connectMs ?? (patient ? longer(DEFAULTS.connectMs, firstTokenMs) : DEFAULTS.connectMs);
  return { connectMs, firstTokenMs, idleMs: timeouts.idleMs ?? DEFAULTS.idleMs, totalMs };
}

function longer(ms: number, other: number | false): number | false {
  return other === false ? false : Math.max(ms, other);
}

/**
 * Watches one call. Silence counts only while somebody waits for the server, so that a slow reader is not taken for a
 * silent server; `totalMs` counts always. Calls back once, with the phase whose limit was passed.
 */
export class PhaseTimer implements Disposable {
  readonly #clock = currentClock();
  readonly #limits: PhaseLimits;
  readonly #onLate: (phase: Phase, limitMs: number) => void;
  #connect: Disposable | undefined;
  #total: Disposable | undefined;
  /** Set once and looked at when it comes due, since to set a timer for each part costs more than the part. */
  #silence: Disposable | undefined;
  #phase: "firstToken" | "idle" = "firstToken";
  #silentMs = 0;
  #waitsSince: number | undefined;

  constructor(limits: PhaseLimits, onLate: (phase: Phase, limitMs: number) => void) {
    this.#limits = limits;
    this.#onLate = onLate;
    this.#connect = this.after("connect", limits.connectMs);
    this.#total = this.after("total", limits.totalMs);
    this.waits();
  }

  /** The server has begun to answer. */
  answered(): void {
    this.#connect?.[Symbol.dispose]();
    this.#connect = undefined;
  }

  /** From now on somebody waits for the server. */
  waits(): void {
    this.#waitsSince = this.#clock.now();
    if (this.#silence === undefined) this.arm();
  }

  /** Something came: nobody waits until {@link waits}. */
  received(): void {
    if (this.#waitsSince !== undefined) this.#silentMs += this.#clock.now() - this.#waitsSince;
    this.#waitsSince = undefined;
  }

  /** What came says something: text, reasoning or a call. */
  said(): void {
    this.#silentMs = 0;
    if (this.#phase === "idle") return;
    this.#phase = "idle";
    this.#silence?.[Symbol.dispose]();
    this.#silence = undefined;
  }

  [Symbol.dispose](): void {
    for (const timer of [this.#connect, this.#total, this.#silence]) timer?.[Symbol.dispose]();
    this.#waitsSince = undefined;
  }

  private after(phase: Phase, limitMs: number | false): Disposable | undefined {
    if (limitMs === false || limitMs === Infinity) return undefined;
    return this.#clock.schedule(limitMs, () => {
      this.#onLate(phase, limitMs);
    });
  }

  private arm(): void {
    const limitMs = this.#limits[`${this.#phase}Ms`];
    if (limitMs === false || limitMs === Infinity || this.#waitsSince === undefined) return;
    const leftMs = limitMs - this.#silentMs - (this.#clock.now() - this.#waitsSince);
    if (leftMs <= 0) {
      this.#onLate(this.#phase, limitMs);
      return;
    }
    this.#silence = this.#clock.schedule(leftMs, () => {
      this.#silence = undefined;
      this.arm();
    });
  }
}
