// Turns what an execution holds into JSON, and refuses with a name what cannot be.
import { MillraceError, type MillraceErrorOptions } from "../../errors/millrace-error.js";
import { BaseEvent } from "../../event/base-event.js";
import { encodeEvent, decodeEvent, type EventJson } from "../../event/event-codec.js";
import { decodeValue, encodeValue } from "../../event/value-codec.js";
import { type Json, VALUE_TAGS, type ValueTags } from "../../event/value-tags.js";
import type { Resume } from "../definition/chunk-data.js";
import { Item } from "../run/item.js";
import type { Place } from "../run/place.js";
import type { Scope } from "../run/scope.js";
import type { SavedPlace, SavedResume } from "./snapshot.js";

// Events are values of flows, too: they come in through `when(EventClass)`.
const TAGS: ValueTags = {
  $event: {
    is: (value) => value instanceof BaseEvent,
    write: (value: BaseEvent) => encodeEvent(value) as unknown as Json,
    read: (json) => decodeEvent(json as unknown as EventJson),
  },
  ...VALUE_TAGS,
};

// Waits inside waits are JSON inside JSON, which neither this nor `JSON.stringify` can write to any depth.
const DEEPEST = 500;

/** Writes one snapshot. */
export class SnapshotWriter {
  /** The fan-outs that anything written is in. */
  readonly scopes = new Set<Scope>();
  #depth = 0;

  /** `open` tells of a fan-out whether it has not come together. */
  constructor(
    private readonly flow: string,
    private readonly open: (join: string) => boolean = () => true,
  ) {}

  /** A value as JSON; `what` names it if that cannot be. Throws SNAPSHOT_UNSAVABLE. */
  value(value: unknown, what: string): Json {
    try {
      return encodeValue(value, what, { tags: TAGS, fail: (path, why) => this.unsavable(`${path} ${why}`) });
    } catch (error) {
      // An event has its own words for what it cannot carry.
      if (!MillraceError.is(error) || error.code === "SNAPSHOT_UNSAVABLE") throw error;
      throw this.unsavable(`${what} holds an event that cannot be written`, { cause: error });
    }
  }

  /** Writes what somebody waits for. Throws SNAPSHOT_UNSAVABLE when such waits nest too deep. */
  nest<T>(write: () => T): T {
    if (this.#depth === DEEPEST)
      throw this.unsavable(`more than ${String(DEEPEST)} waits nest in each other`, {
        hint: "A loop that goes on for long posts its signals with emitNowait(), which waits for nothing.",
      });
    this.#depth++;
    const written = write(); // what throws ends the whole snapshot
    this.#depth--;
    return written;
  }

  place({ scope, item }: Pick<Place, "scope" | "item">): SavedPlace {
    const saved = this.scope(scope);
    return item === undefined && this.inItem(scope) ? { ...saved, posted: true } : saved;
  }

  // Behind its fan-out, nothing holds a place in a window any more.
  private inItem(scope: Scope): boolean {
    for (let at: Scope | undefined = scope; at; at = at.parent)
      if (at instanceof Item && at.join && this.open(at.join.id)) return true;
    return false;
  }

  scope(scope: Scope): SavedPlace {
    const path: [string, number | null][] = [];
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      this.scopes.add(at);
      if (at.join) path.unshift([at.join.id, at.index ?? null]);
    }
    return { scope: path, origin: scope.origin };
  }

  resume({ id, value, count, requestId }: Resume, node: string): SavedResume {
    const answer = this.value(value, `the answer that resumed ${node}`);
    return { id, value: answer, count, ...(requestId === undefined ? {} : { requestId }) };
  }

  /** The error for what no snapshot can hold. */
  unsavable(why: string, more: MillraceErrorOptions = {}): MillraceError {
    return new MillraceError("SNAPSHOT_UNSAVABLE", `The execution of flow ${this.flow} cannot be saved: ${why}.`, more);
  }
}

/** Reads a value that a writer has written. `fail` makes the error. */
export function readValue(json: Json, fail: (why: string) => MillraceError): unknown {
  return decodeValue(json, "a value", { tags: TAGS, fail: (path, why) => fail(`${path} ${why}`) });
}
