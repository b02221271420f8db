// One field of an answer as a future and as an iterator: work can begin on it before the answer is finished.
import { MillraceError } from "../../errors/millrace-error.js";
import type { PathSegment } from "../../model/json/json-item.js";
import { anyIndex, parsePath, type PatternSegment } from "../../model/json/json-path.js";
import { FieldDiscarded, FieldDone, FieldReset } from "./field-events.js";
import type { RequestRun } from "./request-run.js";

/** A field that is complete. */
export interface FieldItem<T> {
  readonly path: string;
  readonly segments: readonly PathSegment[];
  readonly indexes: readonly number[];
  readonly value: T;
  /** The attempt that has said it: a later one may say it again. */
  readonly attempt: number;
}

/**
 * A field of an answer.
 *
 * Awaited: the value of the field as soon as it is complete; with `[*]` in its path the list of all, when the answer is
 * accepted. Iterated: each field that fits, as it is completed, for every attempt. Rejects with the failure of the request,
 * with FIELD_MISSING when the answer has no such field, and with REQUEST_NOT_KEPT when it is asked for too late under a
 * bounded `retain`.
 */
export class FieldReader<T, Whole = T> implements PromiseLike<Whole>, AsyncIterable<FieldItem<T>> {
  private readonly pattern: readonly PatternSegment[];
  private readonly isMany: boolean;
  private future: Promise<Whole> | undefined = undefined;

  /** Throws PATH_INVALID. */
  constructor(
    private readonly run: RequestRun,
    private readonly path: string,
  ) {
    this.pattern = parsePath(path);
    this.isMany = this.pattern.includes(anyIndex);
  }

  then<A = Whole, B = never>(
    onValue?: ((value: Whole) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return (this.future ??= this.isMany ? this.all() : this.first()).then(onValue, onError);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FieldItem<T>, void, undefined> {
    this.run.start();
    for await (const event of this.run.log.read()) {
      if (!(event instanceof FieldDone) || !this.fits(event.segments)) continue;
      const { path, segments, indexes, value, attempt } = event;
      yield { path, segments, indexes, value: value as T, attempt };
    }
  }

  private async first(): Promise<Whole> {
    const isLate = this.run.log.hasDropped;
    for await (const { value } of this) return value as unknown as Whole;
    throw isLate ? this.notKept() : this.missing();
  }

  private async all(): Promise<Whole> {
    this.run.start();
    if (this.run.log.hasDropped) throw this.notKept();
    const found = new Map<string, FieldDone>();
    for await (const event of this.run.log.read()) {
      if (event instanceof FieldReset) {
        for (const [path, { segments }] of found) if (isWithin(segments, event.segments)) found.delete(path);
      } else if (event instanceof FieldDiscarded) found.delete(event.path);
      else if (event instanceof FieldDone && this.fits(event.segments)) found.set(event.path, event);
    }
    return [...found.values()].map(({ value }) => value) as Whole;
  }

  private fits(segments: readonly PathSegment[]): boolean {
    const { pattern } = this;
    return (
      segments.length === pattern.length &&
      pattern.every((step, at) => (step === anyIndex ? typeof segments[at] === "number" : step === segments[at]))
    );
  }

  private notKept(): MillraceError {
    return new MillraceError("REQUEST_NOT_KEPT", `The fields of request ${this.run.id} were not kept.`, {
      details: { path: this.path, requestId: this.run.id },
    });
  }

  private missing(): MillraceError {
    return new MillraceError("FIELD_MISSING", `The answer of request ${this.run.id} has no field ${this.path}.`, {
      details: { path: this.path, requestId: this.run.id },
    });
  }
}

function isWithin(segments: readonly PathSegment[], whole: readonly PathSegment[]): boolean {
  return whole.every((step, at) => step === segments[at]);
}
