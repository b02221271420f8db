// Where a document may begin in what a model says around it: at any opening bracket, fences and prose or not.
import {
  BACKSLASH,
  BACKTICK,
  CLOSE_LIST,
  CLOSE_OBJECT,
  LINE_FEED,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from "./json-marks.js";

/** Looks for opening brackets outside of documents. */
export class JsonLocator {
  // Behind a document that broke, its brackets are still owed: those inside of it begin no other one.
  #owed = 0;
  #backticks = 0;
  #lineStart = true;
  #quoted = false;
  #escaped = false;

  /** Brackets of a broken document that are still to be closed. */
  owe(depth: number): void {
    this.#owed = depth;
    this.#quoted = this.#escaped = this.#lineStart = false;
    this.#backticks = 0;
  }

  /** Where the next document may begin, or the end of the chunk. What it answers has to be read before it is asked again. */
  seek(chunk: string, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      const opens = code === OPEN_OBJECT || code === OPEN_LIST;
      if (this.#owed === 0) {
        if (opens) return at;
      } else if (opens && this.#lineStart) {
        this.#owed = 0;
        return at;
      } else {
        this.pass(code, opens);
      }
    }
    return chunk.length;
  }

  // Three backticks, or an opening bracket at the very beginning of a line, begin something new whatever is still owed.
  private pass(code: number, opens: boolean): void {
    this.#lineStart = code === LINE_FEED;
    this.#backticks = code === BACKTICK ? this.#backticks + 1 : 0;
    if (this.#backticks === 3) this.#owed = 0;
    if (this.#lineStart) this.#quoted = this.#escaped = false;
    if (this.#quoted) {
      if (code === QUOTE && !this.#escaped) this.#quoted = false;
      this.#escaped = code === BACKSLASH && !this.#escaped;
    } else if (code === QUOTE) {
      this.#quoted = true;
    } else if (opens) {
      this.#owed++;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      this.#owed--;
    }
  }
}
