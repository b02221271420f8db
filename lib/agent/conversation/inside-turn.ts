// Whether code runs inside of a turn: what asks on the stream of its own turn would wait for itself.
import { AsyncLocalStorage } from "node:async_hooks";
import { MillraceError } from "../../errors/millrace-error.js";
import { isThenable } from "../../primitives/thenable.js";
import type { TurnLock } from "./turn-lock.js";

/** The turn that code runs in, and the one that this turn runs in. */
interface Inside {
  readonly lock: TurnLock;
  /** Who held the lock then: what outlives its turn is inside of nothing. */
  readonly holder: TurnLock["holder"];
  readonly agent: string;
  readonly outer: Inside | undefined;
}

// Every promise of the process costs more while somebody is inside, so it is on only then.
const inside = new AsyncLocalStorage<Inside>();
let running = 0;

// What runs now, and will have returned before anything else does.
let now: Inside | undefined;

// Functions that have always been done when they returned: whatever they ask, they ask at once. One that has once given a
// promise may ask later, and one that has not been called yet may do so, too.
const doneAtOnce = new WeakSet();
const givingPromises = new WeakSet();

/** Runs code as part of a turn. What it gives comes no later than without: the order of what tools give does not hang on it. */
export function runInside<T>(lock: TurnLock, agent: string, work: () => Promise<T>): Promise<T> {
  running++;
  const given = inside.run(insideOf(lock, agent), work);
  given.then(leave, leave);
  return given;
}

function leave(): void {
  if (--running === 0) inside.disable();
}

/** True for a function that may go on after it has returned. */
export function mayWait(code: object): boolean {
  return !doneAtOnce.has(code);
}

/** Calls a function of others as part of a turn, as far as it runs at once; what comes later needs {@link runInside}. */
export function callInside<T>(lock: TurnLock, agent: string, code: object, work: () => T): T {
  const outer = now;
  now = insideOf(lock, agent);
  try {
    const given = work();
    if (isThenable(given)) {
      givingPromises.add(code);
      doneAtOnce.delete(code);
    } else if (!givingPromises.has(code)) doneAtOnce.add(code);
    return given;
  } finally {
    now = outer;
  }
}

function insideOf(lock: TurnLock, agent: string): Inside {
  return { lock, holder: lock.holder, agent, outer: current() };
}

function current(): Inside | undefined {
  return now ?? (running > 0 ? inside.getStore() : undefined);
}

/** Refuses to wait for a turn from inside of it. Throws TURN_REENTERED. */
export function refuseReentry(lock: TurnLock, agent: string, stream: string): void {
  for (let at = current(); at !== undefined; at = at.outer) {
    if (at.lock !== lock || at.holder !== lock.holder || at.holder === undefined) continue;
    throw new MillraceError(
      "TURN_REENTERED",
      `Agent ${agent} was asked on the stream ${stream} from inside of a turn of agent ${at.agent} on that stream.`,
      { details: { agent, running: at.agent, stream } },
    );
  }
}
