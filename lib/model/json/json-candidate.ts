// One object or list that may be the document: what may come next, character by character, and what is read leniently.
import { JsonBuilder, type JsonListener } from "./json-builder.js";
import { JsonComment } from "./json-comment.js";
import type { Frame } from "./json-holder.js";
import type { JsonItem } from "./json-item.js";
import * as mark from "./json-marks.js";
import { readWord, WordReader } from "./json-word.js";
import { KeyReader } from "./key-reader.js";
import { TextValue } from "./text-value.js";

/** What may come next, or what is being read. Behind `Empty`, spaces mean something. */
const enum State {
  Value,
  FirstItem,
  NextItem,
  FirstKey,
  NextKey,
  Colon,
  After,
  Empty,
  Comment,
  Text,
  Key,
  Word,
  BareKey,
  Over,
  Broken,
}

const EXPECTED: Readonly<Partial<Record<State, string>>> = {
  [State.Value]: "a value",
  [State.FirstItem]: "a value or the end of the list",
  [State.NextItem]: "a value",
  [State.FirstKey]: "a key or the end of the object",
  [State.NextKey]: "a key",
  [State.Colon]: "a colon",
  [State.After]: "a comma or a closing bracket",
};

/** Why it cannot be read on. */
export interface JsonBreak {
  readonly position: number;
  readonly why: string;
}

/** Begins behind an opening bracket. */
export class JsonCandidate {
  readonly builder: JsonBuilder;
  /** Set when it cannot be read on. */
  broken: JsonBreak | undefined;
  /** Whether it went further than prose in brackets does: it has a key with a colon. */
  serious = false;
  readonly #text: TextValue;
  readonly #key: KeyReader;
  readonly #word = new WordReader();
  readonly #remark = new JsonComment();
  #state: State;
  #back = State.Value;
  #commaAt = 0;

  constructor(listener: JsonListener, list: boolean) {
    this.builder = new JsonBuilder(listener, list);
    this.#state = list ? State.FirstItem : State.FirstKey;
    this.#text = new TextValue(this.builder);
    this.#key = new KeyReader((repair, position) => {
      this.builder.repair(repair, position);
    });
  }

  /** Whether there is nothing more to read, be it complete or broken. */
  get over(): boolean {
    return this.#state >= State.Over;
  }

  /** Whether what there is of it may just as well be prose in brackets. */
  get proselike(): boolean {
    if (this.serious) return false;
    return this.#state === State.BareKey || (this.#state === State.Word && !this.#word.promising);
  }

  /** What a chunk adds to a text, if it is nothing but more of one, as most are; else it is untouched and has to be read. */
  inside(chunk: string): JsonItem | undefined {
    return this.#state === State.Text ? this.#text.inside(chunk) : undefined;
  }

  /** Reads on; answers where it stopped: at the end of the chunk, behind the document, or at what broke it. */
  read(chunk: string, from: number, base: number): number {
    const end = chunk.length;
    let at = from;
    for (let state = this.#state; at < end && state < State.Over; state = this.#state) {
      if (state === State.Text) {
        at = this.#text.read(chunk, at, base);
        if (this.#text.closed) this.#state = this.#text.end() ? State.After : State.Empty;
      } else if (state === State.Key) {
        at = this.#key.read(chunk, at, base);
        if (this.#key.closed) this.endKey();
      } else if (state === State.Word || state === State.BareKey) {
        at = this.#word.read(chunk, at);
        if (at < end) this.endWord(chunk.charCodeAt(at), base + at);
      } else {
        const code = chunk.charCodeAt(at);
        if ((code === mark.SPACE || code === mark.LINE_FEED) && state < State.Empty) at++;
        else if (this.structure(state, code, base + at)) at++;
      }
    }
    return at;
  }

  /** The text has ended inside of it: tells of what is open, and answers where that is. */
  cut(): string {
    if (this.#state === State.Empty) this.#text.finish("");
    const inText = this.#state === State.Text;
    this.builder.truncate(inText ? this.#text.cut() : undefined);
    return this.builder.path(!(inText || this.#state === State.Word || this.#state === State.Value));
  }

  // The frame that is open while the candidate is neither broken nor over.
  private get frame(): Frame {
    return this.builder.frame as Frame;
  }

  /** Answers whether the character was taken; if not, it is looked at again in the next state. */
  private structure(state: State, code: number, position: number): boolean {
    switch (state) {
      case State.After:
        return this.after(code, position);
      case State.Colon:
        if (code !== mark.COLON) {
          if (!mark.isFullWidthColon(code)) return this.otherwise(code, position);
          this.builder.repair("full-width-colon", position);
        }
        this.serious = true;
        this.#state = State.Value;
        return true;
      case State.FirstKey:
      case State.NextKey:
        return this.keyBegins(code, position);
      case State.Value:
      case State.FirstItem:
      case State.NextItem:
        return this.valueBegins(code, position);
      case State.Empty:
        this.#state = this.#text.third(code, position) ? State.Text : State.After;
        return this.#state === State.Text;
      default:
        return this.comment(code, position);
    }
  }

  private after(code: number, position: number): boolean {
    const { list } = this.frame;
    const next = list ? State.NextItem : State.NextKey;
    if (code === mark.COMMA || mark.isFullWidthComma(code)) {
      if (code !== mark.COMMA) this.builder.repair("full-width-comma", position);
      this.#commaAt = position;
      this.#state = next;
      return true;
    }
    if (code === (list ? mark.CLOSE_LIST : mark.CLOSE_OBJECT)) return this.pop();
    const begins =
      mark.closersOf(code) !== undefined || (list && (code === mark.OPEN_OBJECT || code === mark.OPEN_LIST));
    if (!begins) return this.otherwise(code, position);
    this.builder.repair("missing-comma", position);
    this.#state = next;
    return false;
  }

  private keyBegins(code: number, position: number): boolean {
    const closers = mark.closersOf(code);
    if (closers !== undefined) {
      this.#key.open(closers, this.frame.step);
      if (code !== mark.QUOTE) this.builder.oddQuote(code, position);
      this.#state = State.Key;
      return true;
    }
    if (code === mark.CLOSE_OBJECT) {
      if (this.#state === State.NextKey) this.builder.repair("trailing-comma", this.#commaAt);
      return this.pop();
    }
    return mark.isWordCode(code) ? this.openWord(position, State.BareKey) : this.otherwise(code, position);
  }

  private valueBegins(code: number, position: number): boolean {
    if (this.#text.open(code, position)) {
      this.#state = State.Text;
      return true;
    }
    if (code === mark.OPEN_OBJECT || code === mark.OPEN_LIST) {
      const list = code === mark.OPEN_LIST;
      this.builder.push(this.frame, list);
      this.#state = list ? State.FirstItem : State.FirstKey;
      return true;
    }
    if (code === mark.CLOSE_LIST && this.#state !== State.Value) {
      if (this.#state === State.NextItem) this.builder.repair("trailing-comma", this.#commaAt);
      return this.pop();
    }
    return mark.isWordCode(code) ? this.openWord(position, State.Word) : this.otherwise(code, position);
  }

  private openWord(position: number, state: State.Word | State.BareKey): false {
    if (state === State.Word) this.builder.leaf(this.frame);
    this.#word.open(position);
    this.#state = state;
    return false;
  }

  private endKey(): void {
    const { step } = this.#key;
    if (step === undefined) this.builder.key(this.frame, this.#key.key);
    else this.builder.knownKey(this.frame, step);
    this.#state = State.Colon;
  }

  private endWord(code: number, position: number): void {
    const { raw, position: start } = this.#word;
    if (this.#state === State.BareKey) {
      this.builder.repair("unquoted-key", start);
      this.builder.key(this.frame, raw);
      this.#state = State.Colon;
      return;
    }
    const word = readWord(raw);
    if (word === undefined) this.break(start, `"${raw.slice(0, 40)}" is no value`);
    else if (!mark.endsWord(code)) this.break(position, `"${raw}" is followed by ${mark.showCode(code)}`);
    else {
      const { value, repair } = word;
      if (repair !== undefined) this.builder.repair(repair, start);
      this.builder.done(this.frame, value, repair !== undefined, typeof value === "number" ? raw : undefined);
      this.#state = State.After;
    }
  }

  private pop(): true {
    this.builder.pop(this.frame);
    this.#state = this.builder.frame === undefined ? State.Over : State.After;
    return true;
  }

  // Spaces and comments, which may stand anywhere between values, and what may stand nowhere.
  private otherwise(code: number, position: number): boolean {
    if (mark.isSpace(code)) return true;
    if (code === mark.SLASH) {
      this.#remark.open(position);
      this.#back = this.#state;
      this.#state = State.Comment;
      return true;
    }
    if (mark.isOddSpace(code)) {
      this.builder.repair("odd-space", position);
      return true;
    }
    this.break(position, `expected ${EXPECTED[this.#state] ?? "JSON"}, found ${mark.showCode(code)}`);
    return false;
  }

  private comment(code: number, position: number): boolean {
    const what = this.#remark.read(code);
    if (what === "none") this.break(position - 1, "a slash begins no value");
    else if (what === "begins") this.builder.repair("comment", this.#remark.position);
    else if (what === "ends") this.#state = this.#back;
    return what !== "none";
  }

  private break(position: number, why: string): void {
    this.broken = { position, why };
    this.#state = State.Broken;
  }
}
