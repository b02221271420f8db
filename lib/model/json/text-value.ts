// A text that is a value: the quotes around it, and what is told of it while it grows.
import type { JsonBuilder } from "./json-builder.js";
import type { Frame } from "./json-holder.js";
import type { JsonItem } from "./json-item.js";
import * as mark from "./json-marks.js";
import { JsonText } from "./json-text.js";

/** Reads one text after the other; {@link TextValue.open} begins the next one. */
export class TextValue {
  readonly #builder: JsonBuilder;
  readonly #text: JsonText;
  /** The quote that three of would make a longer text, 0 where they would not. */
  #quote = 0;

  constructor(builder: JsonBuilder) {
    this.#builder = builder;
    this.#text = new JsonText((repair, position) => {
      this.grow();
      builder.repair(repair, position);
    });
  }

  /** Begins a text if the character is a quote. */
  open(code: number, position: number): boolean {
    const closers = mark.closersOf(code);
    if (closers === undefined) return false;
    this.#builder.leaf(this.frame);
    this.#quote = code === mark.QUOTE || code === mark.APOSTROPHE ? code : 0;
    this.#text.open(closers, false);
    if (code !== mark.QUOTE) {
      this.#builder.oddQuote(code, position);
      this.#text.repaired = true;
    }
    return true;
  }

  /** What a chunk adds, if it is nothing but more of the text, as most are; else it is untouched and has to be read. */
  inside(chunk: string): JsonItem | undefined {
    return this.#builder.telling && this.#text.takes(chunk) ? this.#builder.grown(chunk) : undefined;
  }

  /** Reads on from `from`; answers where it stopped, behind its closing quote or at the end. `base`: where the chunk begins. */
  read(chunk: string, from: number, base: number): number {
    const at = this.#text.read(chunk, from, base);
    this.grow();
    return at;
  }

  /** Whether its end was read. */
  get closed(): boolean {
    return this.#text.closed;
  }

  /** Tells of the text whose end was read; answers false if it is empty and a third quote may make it a longer one. */
  end(): boolean {
    const { whole } = this.#text;
    if (this.#quote !== 0 && whole === "") return false;
    this.finish(whole);
    return true;
  }

  /** What follows an empty text: a third quote, which begins a longer one, or anything else. */
  third(code: number, position: number): boolean {
    if (code !== this.#quote) {
      this.finish("");
      return false;
    }
    this.#builder.repair("triple-quotes", position - 2);
    this.#quote = 0;
    this.#text.open(mark.closersOf(code) ?? mark.PLAIN_CLOSERS, true);
    this.#text.repaired = true;
    return true;
  }

  /** Tells of a whole text. */
  finish(whole: string): void {
    this.#builder.done(this.frame, whole, this.#text.repaired, undefined);
  }

  /** Everything has ended inside of it; answers what there is of it. */
  cut(): string {
    this.#text.cut();
    this.grow();
    return this.#text.whole;
  }

  private get frame(): Frame {
    return this.#builder.frame as Frame;
  }

  private grow(): void {
    const fresh = this.#text.takeFresh();
    if (fresh !== "") this.#builder.grow(this.frame, fresh);
  }
}
