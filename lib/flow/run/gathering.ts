// What a `when` or a collection has of what it waits for. Values that go back to one signal from outside belong together.
import type { Json } from "../../event/value-tags.js";
import type { SnapshotReader } from "../snapshot/snapshot-reader.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { FlowRun } from "./flow-run.js";
import type { Scope } from "./scope.js";

interface Held {
  readonly origin: number;
  readonly value: unknown;
}

/** What gathers: a gate or a collection, and for a gate with `joinBy` the key that its values share. */
export interface Gatherer {
  readonly kind: "when" | "collect";
  readonly id: string;
  readonly key?: string;
}

// What waits for partners that never come is forgotten at some time, the oldest first.
const MOST_ORIGINS = 1_000;

/** The values of one gate or collection in one fan-out. */
export class Gathering {
  private readonly held = new Map<string, Held[]>();

  constructor(
    /** What gathers. */
    readonly of: Gatherer,
    readonly keys: readonly string[],
  ) {}

  /** The gathering of a name where a value is; made at the first one. All that is in no fan-out shares one. */
  static in(run: FlowRun, scope: Scope, of: Gatherer, keys: readonly string[]): Gathering {
    const all = gatheringsOf(run, scope);
    const name = nameOf(of);
    const earlier = all.get(name);
    if (earlier) return earlier;
    const made = new Gathering(of, keys);
    all.set(name, made);
    return made;
  }

  /** A value comes; it takes the place of an earlier one that goes back to the same signal. */
  put(key: string, value: unknown, origin: number): void {
    const others = (this.held.get(key) ?? []).filter((one) => one.origin !== origin);
    this.held.set(key, [...others, { origin, value }].slice(-MOST_ORIGINS));
  }

  /**
   * The values, if there is one for each key, which are then gone: those that go back to the same signal as the last one,
   * and otherwise the latest of each. Nothing fires twice, and nothing stale stays behind.
   */
  take(origin: number): Record<string, unknown> | undefined {
    const own = this.pick((held) => held.find((one) => one.origin === origin));
    if (own) {
      for (const [key, held] of this.held) {
        const rest = held.filter((one) => one.origin !== origin);
        this.held.set(key, rest);
      }
      return own;
    }
    const mixed = this.latest();
    if (mixed) this.clear();
    return mixed;
  }

  /** The latest value of each key, if there is one for each; they stay. */
  latest(): Record<string, unknown> | undefined {
    return this.pick((held) => held.at(-1));
  }

  /** What it has now, by itself. */
  copy(): Gathering {
    const copy = new Gathering(this.of, this.keys);
    for (const [key, values] of this.held) copy.held.set(key, values);
    return copy;
  }

  clear(): void {
    this.held.clear();
  }

  get empty(): boolean {
    return [...this.held.values()].every(({ length }) => length === 0);
  }

  /** The keys that have no value yet. */
  get lacking(): readonly string[] {
    return this.keys.filter((key) => (this.held.get(key)?.length ?? 0) === 0);
  }

  save(writer: SnapshotWriter, name: string): Json {
    const held = [...this.held].map(([key, values]) => [key, values.map(({ origin, value }) => [origin, value])]);
    return writer.value([this.of, this.keys, held], `what ${name} has gathered`);
  }

  static restore(saved: Json, reader: SnapshotReader): Gathering {
    const [of, keys, held] = reader.value(saved) as [Gatherer, string[], [string, [number, unknown][]][]];
    const gathering = new Gathering(of, keys);
    for (const [key, values] of held) {
      gathering.held.set(
        key,
        values.map(([origin, value]) => ({ origin, value })),
      );
    }
    return gathering;
  }

  private pick(choose: (held: readonly Held[]) => Held | undefined): Record<string, unknown> | undefined {
    const entries: [string, unknown][] = [];
    for (const key of this.keys) {
      const chosen = choose(this.held.get(key) ?? []);
      if (chosen === undefined) return undefined;
      entries.push([key, chosen.value]);
    }
    return Object.fromEntries(entries);
  }
}

/** The name of a gathering among those of one place. */
export function nameOf({ kind, id, key }: Gatherer): string {
  return `${kind}/${id}${key === undefined ? "" : `/${key}`}`;
}

/** All gatherings where a value is, by name. */
export function gatheringsOf(run: FlowRun, scope: Scope): Map<string, Gathering> {
  if (scope.join === undefined) return run.gathered;
  const { posted } = scope; // what was emitted and what was posted belong together
  return (posted.gathered ??= new Map<string, Gathering>());
}
