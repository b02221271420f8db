// Whether code runs inside of a turn: what asks on the stream of its own turn would wait for itself.
import { AsyncLocalStorage } from "node:async_hooks";
import { MillraceError } from "../../errors/millrace-error.js";
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

/** Runs code as part of a turn. */
export async function runInside<T>(lock: TurnLock, agent: string, work: () => T | PromiseLike<T>): Promise<T> {
  running++;
  try {
    return await inside.run({ lock, holder: lock.holder, agent, outer: inside.getStore() }, work);
  } finally {
    if (--running === 0) inside.disable();
  }
}

/** Refuses to wait for a turn from inside of it. Throws TURN_REENTERED. */
export function refuseReentry(lock: TurnLock, agent: string, stream: string): void {
  for (let at = running > 0 ? inside.getStore() : undefined; at !== undefined; at = at.outer) {
    if (at.lock !== lock || at.holder !== lock.holder || at.holder === undefined) continue;
    throw new MillraceError(
      "TURN_REENTERED",
      `Agent ${agent} was asked on the stream ${stream} from inside of a turn of agent ${at.agent} on that stream.`,
      { details: { agent, running: at.agent, stream } },
    );
  }
}
