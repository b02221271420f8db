// Where a value stands: one step and the place of what holds it. What people read of it is made when they ask.
import type { JsonPlace, PathSegment } from "./json-item.js";
import { anyIndex, formatPath, formatSegment } from "./json-path.js";

/** A place in a document. Items of one value share it, and those inside of the value lead to it. */
export class Place implements JsonPlace {
  readonly #up: Place | undefined;
  readonly #step: PathSegment;
  #path: string | undefined;

  /** Without `up` it is the root, whose step says nothing. */
  constructor(up: Place | undefined, step: PathSegment) {
    this.#up = up;
    this.#step = step;
  }

  get path(): string {
    return this.#path ?? this.writePath();
  }

  get segments(): PathSegment[] {
    return Place.line(this).map((place) => place.#step);
  }

  get wildcard(): string {
    return formatPath(this.segments.map((step) => (typeof step === "number" ? anyIndex : step)));
  }

  get indexes(): number[] {
    return this.segments.filter((step) => typeof step === "number");
  }

  // From the nearest place that knows its path downwards, without recursion: documents may be deep.
  private writePath(): string {
    const unwritten = Place.line(this, (place) => place.#path === undefined);
    const [first] = unwritten;
    if (first === undefined) return "";
    let path = (first.#up as Place).path;
    for (const place of unwritten) path = place.#path = path + formatSegment(place.#step, path === "");
    return path;
  }

  // The places down to the last one, the root left out, as far up as all of them are wanted.
  private static line(last: Place, wanted: (place: Place) => boolean = () => true): Place[] {
    const places: Place[] = [];
    for (let at = last; at.#up !== undefined && wanted(at); at = at.#up) places.push(at);
    return places.reverse();
  }
}
