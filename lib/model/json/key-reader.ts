// Reads keys in quotes, however they are cut: one that was expected is only compared, any other one is read as a text.
import type { KeyStep } from "./json-keys.js";
import { type Closers, QUOTE } from "./json-marks.js";
import type { ReportRepair } from "./json-repairs.js";
import { JsonText } from "./json-text.js";

/** Reads one key after the other; {@link KeyReader.open} begins the next one. */
export class KeyReader {
  /** Whether its end was read. */
  closed = false;
  /** Set if it is the key that was expected. */
  step: KeyStep | undefined;
  readonly #text: JsonText;
  #guess = "";
  #matched = 0;
  #closers: Closers | undefined;

  constructor(report: ReportRepair) {
    this.#text = new JsonText(report);
  }

  /** Begins a key that one of `closers` ends, and that may be the one behind `last`. */
  open(closers: Closers, last: KeyStep): void {
    this.closed = false;
    const step = closers[0] === QUOTE ? last.next : undefined;
    this.step = step;
    this.#closers = closers;
    if (step === undefined) this.#text.open(closers, false);
    else {
      this.#guess = step.key;
      this.#matched = 0;
    }
  }

  /** The key, if none was expected. */
  get key(): string {
    return this.#text.whole;
  }

  /** Reads on from `from`; answers where it stopped, behind its closing quote or at the end. `base`: where the chunk begins. */
  read(chunk: string, from: number, base: number): number {
    return this.step === undefined ? this.spell(chunk, from, base) : this.compare(chunk, from, base);
  }

  private compare(chunk: string, from: number, base: number): number {
    const guess = this.#guess;
    const { length } = guess;
    const end = chunk.length;
    let matched = this.#matched;
    for (let at = from; at < end; at++, matched++) {
      const code = chunk.charCodeAt(at);
      if (matched === length && code === QUOTE) {
        this.closed = true;
        return at + 1;
      }
      if (matched === length || code !== guess.charCodeAt(matched)) {
        this.giveUp(matched);
        return this.spell(chunk, at, base);
      }
    }
    this.#matched = matched;
    return end;
  }

  // It is another key, which begins as the expected one did.
  private giveUp(matched: number): void {
    this.step = undefined;
    this.#text.open(this.#closers as Closers, false);
    this.#text.read(this.#guess.slice(0, matched), 0, 0);
  }

  private spell(chunk: string, from: number, base: number): number {
    const at = this.#text.read(chunk, from, base);
    this.closed = this.#text.closed;
    return at;
  }
}
