// The keys of a document by the order they came in: records have the same ones again, so the next key is mostly known.

// What a key may be written with that does not stand for itself, or not alone.
const NOT_PLAIN = /["\\\p{Control}\p{Surrogate}\u{10000}-\u{10ffff}]/u;

/**
 * A key that an object has, behind all those that lead to it, or none at the beginning of one. No key comes twice on the
 * way, so that an object whose keys lead here by the steps is known to have no other ones.
 */
export class KeyStep {
  /** What followed last, and what followed before that. */
  #next: KeyStep | undefined;
  #other: KeyStep | undefined;
  #inner: KeyStep | undefined;
  #guess: string | undefined;

  constructor(readonly key: string) {}

  /** The next key, if it is known and stands for itself between quotes. */
  get next(): KeyStep | undefined {
    const next = this.#next;
    return next === undefined || next.guess === "" ? undefined : next;
  }

  /** The key as it would be written; empty when that cannot be told. */
  private get guess(): string {
    return (this.#guess ??= NOT_PLAIN.test(this.key) ? "" : this.key);
  }

  /** The step to a key that is none of those that led here. */
  to(key: string): KeyStep {
    const next = this.#next;
    if (next?.key === key) return next;
    const step = this.#other?.key === key ? this.#other : new KeyStep(key);
    this.#other = next;
    this.#next = step;
    return step;
  }

  /** Where the keys begin of the objects that this key holds. */
  get inner(): KeyStep {
    return (this.#inner ??= new KeyStep(""));
  }
}
