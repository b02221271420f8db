// Several keys of one provider: which one the next call takes, and which ones rest.
import { MillraceError } from "../../errors/millrace-error.js";
import { currentClock } from "../../primitives/clock.js";
import { KEY_STATUSES } from "./failures.js";

/** How the next key is chosen among those that do not rest. Default: `round-robin`. */
export type KeySelection = "round-robin" | "random" | "least-used" | "first";

const SELECTIONS: readonly KeySelection[] = ["round-robin", "random", "least-used", "first"];

/** How long a key rests that was refused, unless the provider says how long. */
const REFUSED_REST_MS = 300_000;
const LIMITED_REST_MS = 30_000;

/** A key and what became of it. */
export interface PooledKey {
  readonly secret: string;
  /** Its place in the list, counted from 1: what errors call it. */
  readonly number: number;
  uses: number;
  restsUntil: number;
}

/** The keys of a client. A key that was refused (401, 403) or is over its limit (429) rests for a while. */
export class KeyPool {
  readonly #keys: readonly PooledKey[];
  readonly #selection: KeySelection;
  /** The number of the key that was used last. */
  #last = 0;

  constructor(secrets: readonly string[], selection: KeySelection = "round-robin") {
    if (!SELECTIONS.includes(selection)) {
      const what = `keySelection is ${JSON.stringify(selection)}; one of ${SELECTIONS.join(", ")} is expected.`;
      throw new MillraceError("OPTION_INVALID", what);
    }
    this.#keys = secrets.map((secret, place) => ({ secret, number: place + 1, uses: 0, restsUntil: 0 }));
    this.#selection = selection;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#keys.length;
  }

  /** The key for the next call: one that does not rest, else the one that has rested soonest. Undefined without keys. */
  take(): PooledKey | undefined {
    const now = currentClock().now();
    const rested = this.#keys.filter(({ restsUntil }) => restsUntil <= now);
    const key = rested.length > 0 ? this.choose(rested) : least(this.#keys, ({ restsUntil }) => restsUntil);
    if (key === undefined) return undefined;
    key.uses++;
    this.#last = key.number;
    return key;
  }

  /** Notes what the provider answered to a call with this key. */
  answered(key: PooledKey, status: number, retryAfterMs: number | undefined): void {
    if (!KEY_STATUSES.includes(status)) return;
    const restMs = retryAfterMs ?? (status === 429 ? LIMITED_REST_MS : REFUSED_REST_MS);
    key.restsUntil = currentClock().now() + restMs;
  }

  /** Whether a key other than this one could be taken now. */
  hasAnother(than: PooledKey): boolean {
    const now = currentClock().now();
    return this.#keys.some((key) => key !== than && key.restsUntil <= now);
  }

  private choose(rested: readonly PooledKey[]): PooledKey | undefined {
    switch (this.#selection) {
      case "first":
        return rested[0];
      case "random":
        return rested[Math.floor(Math.random() * rested.length)];
      case "least-used":
        return least(rested, ({ uses }) => uses);
      case "round-robin":
        return rested.find(({ number }) => number > this.#last) ?? rested[0];
    }
  }
}

function least(keys: readonly PooledKey[], measure: (key: PooledKey) => number): PooledKey | undefined {
  return keys.reduce<PooledKey | undefined>(
    (best, key) => (best === undefined || measure(key) < measure(best) ? key : best),
    undefined,
  );
}
