// The items that a reader hands out: what is cheap to know is stored, where it is said of is worked out on demand.
import type { Holder } from "./json-holder.js";
import type {
  JsonDelta,
  JsonDiscarded,
  JsonDone,
  JsonPlace,
  JsonReset,
  JsonTruncated,
  PathSegment,
  Provenance,
} from "./json-item.js";
import type { Place } from "./json-place.js";

// Deltas and completions are made by the thousand and therefore have no base class: one costs more than all the rest of them.
export class DeltaItem implements JsonDelta {
  readonly kind = "delta";

  constructor(
    private readonly place: Place,
    readonly delta: string,
  ) {}

  get path(): string {
    return this.place.path;
  }

  get segments(): readonly PathSegment[] {
    return this.place.segments;
  }

  get wildcard(): string {
    return this.place.wildcard;
  }

  get indexes(): readonly number[] {
    return this.place.indexes;
  }
}

export class DoneItem implements JsonDone {
  readonly kind = "done";

  constructor(
    private readonly place: Place,
    readonly value: unknown,
    readonly provenance: Provenance,
    readonly holder: Holder | undefined,
    readonly raw: string | undefined,
  ) {}

  get path(): string {
    return this.place.path;
  }

  get segments(): readonly PathSegment[] {
    return this.place.segments;
  }

  get wildcard(): string {
    return this.place.wildcard;
  }

  get indexes(): readonly number[] {
    return this.place.indexes;
  }
}

/** A rare item that is said of a place. */
abstract class PlacedItem implements JsonPlace {
  constructor(protected readonly place: Place) {}

  get path(): string {
    return this.place.path;
  }

  get segments(): readonly PathSegment[] {
    return this.place.segments;
  }

  get wildcard(): string {
    return this.place.wildcard;
  }

  get indexes(): readonly number[] {
    return this.place.indexes;
  }
}

export class ResetItem extends PlacedItem implements JsonReset {
  readonly kind = "reset";
  readonly reason = "duplicate-key";
}

export class DiscardedItem extends PlacedItem implements JsonDiscarded {
  readonly kind = "discarded";
  readonly reason = "another-candidate";
}

export class TruncatedItem extends PlacedItem implements JsonTruncated {
  readonly kind = "truncated";

  constructor(
    place: Place,
    readonly value: unknown,
  ) {
    super(place);
  }
}
