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

// The place is no #field: in a base class such a field costs each item more than all the rest of it does.
/** An item that is said of a place. */
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

export class DeltaItem extends PlacedItem implements JsonDelta {
  readonly kind = "delta";

  constructor(
    place: Place,
    readonly delta: string,
  ) {
    super(place);
  }
}

export class DoneItem extends PlacedItem implements JsonDone {
  readonly kind = "done";

  constructor(
    place: Place,
    readonly value: unknown,
    readonly provenance: Provenance,
    readonly holder: Holder | undefined,
    readonly raw: string | undefined,
  ) {
    super(place);
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
