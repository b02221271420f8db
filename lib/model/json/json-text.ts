// The inside of a text in quotes, however it is cut: runs are sliced out of the chunk, escapes and pairs wait until whole.
import { APOSTROPHE, BACKSLASH, type Closers, QUOTE } from "./json-marks.js";
import type { JsonRepairName, ReportRepair } from "./json-repairs.js";

/** What a text is in the middle of. */
const enum Within {
  Run,
  Escape,
  Hex,
  Quotes,
}

/** How much of a text is kept in pieces at most. */
const BLOCK = 1_024;
const REPLACEMENT = "\ufffd";
// Where a run ends, by the codes below 128: a look into a table is faster than a comparison for each of them.
const BEFORE_QUOTE = stopsBefore(QUOTE);
const BEFORE_APOSTROPHE = stopsBefore(APOSTROPHE);
const ESCAPES: readonly (string | undefined)[] = escapes();

/** Reads one text after the other; {@link JsonText.open} begins the next one. */
export class JsonText {
  /** Whether its end was read. */
  closed = false;
  /** Whether something in it was no strict JSON. */
  repaired = false;
  readonly #report: ReportRepair;
  #whole = "";
  #block = "";
  #fresh = "";
  #quote = QUOTE;
  #thirdQuote = QUOTE;
  #stops = BEFORE_QUOTE;
  #triple = false;
  #within = Within.Run;
  #start = 0;
  #hexCode = 0;
  #hexDigits = "";
  #quotes = 0;
  #high = 0;
  #highAt = 0;
  #told: JsonRepairName[] | undefined;

  /** `report` is called when all that stands before the repair can be taken by {@link takeFresh}. */
  constructor(report: ReportRepair) {
    this.#report = report;
  }

  /** Begins a text that one of `closers` ends, or three of the first one if `triple`. */
  open(closers: Closers, triple: boolean): void {
    this.closed = this.repaired = false;
    this.#whole = this.#block = this.#fresh = "";
    this.#quote = closers[0];
    this.#thirdQuote = closers[2];
    this.#stops = closers[1] === QUOTE ? BEFORE_QUOTE : BEFORE_APOSTROPHE;
    this.#triple = triple;
    this.#told = undefined;
  }

  /** What was read since it was asked last; never ends in half of a pair. */
  takeFresh(): string {
    const fresh = this.#fresh;
    if (fresh === "") return fresh;
    this.#fresh = "";
    this.sum(fresh);
    return fresh;
  }

  /** Takes a chunk all of which stands for itself; any other one is left as it is, to be read. */
  takes(chunk: string): boolean {
    const end = chunk.length;
    if (this.#within !== Within.Run || this.#high !== 0 || end === 0 || this.run(chunk, 0, end) !== end) return false;
    this.sum(chunk);
    return true;
  }

  /** All that was read of it. */
  get whole(): string {
    this.takeFresh();
    if (this.#block !== "") this.endBlock();
    return this.#whole;
  }

  /** Reads on from `from`; answers where it stopped, behind its closing quote or at the end. `base`: where the chunk begins. */
  read(chunk: string, from: number, base: number): number {
    const end = chunk.length;
    let at = from;
    while (at < end) {
      if (this.#within !== Within.Run) {
        at = this.goOn(chunk, at);
        if (this.closed) return at;
        continue;
      }
      const stop = this.run(chunk, at, end);
      if (stop > at) {
        if (this.#high !== 0) this.lone();
        const piece = stop - at === end ? chunk : chunk.slice(at, stop);
        this.#fresh = this.#fresh === "" ? piece : this.#fresh + piece;
        if (stop === end) return stop;
      }
      at = this.mark(chunk.charCodeAt(stop), stop, base);
      if (this.closed) return at;
    }
    return at;
  }

  /** Ends it where the text ends: what waits for its rest is let go. */
  cut(): void {
    this.#within = Within.Run;
    this.#high = 0;
  }

  // Where the characters end that stand for themselves.
  private run(chunk: string, from: number, end: number): number {
    const stops = this.#stops;
    let at = from;
    while (at < end) {
      const code = chunk.charCodeAt(at);
      if (code < 128) {
        if (stops[code] === 1) return at;
      } else if (code >= 0xd800 && code < 0xe000) {
        if (code > 0xdbff || at + 1 === end || !isLow(chunk.charCodeAt(at + 1)) || this.#high !== 0) return at;
        at++;
      } else if (code === this.#quote || code === this.#thirdQuote) return at;
      at++;
    }
    return at;
  }

  // A character that means something; answers where to go on.
  private mark(code: number, at: number, base: number): number {
    if (code === BACKSLASH) {
      this.#within = Within.Escape;
      this.#start = base + at;
    } else if (code >= 0xd800 && code < 0xe000) {
      this.unit(code, base + at);
    } else if (code < 0x20) {
      if (this.#high !== 0) this.lone();
      if (!this.#triple) this.repair("raw-control", base + at);
      this.add(String.fromCharCode(code));
    } else if (this.#triple) {
      this.#within = Within.Quotes;
      this.#quotes = 0;
      return at;
    } else {
      this.close();
    }
    return at + 1;
  }

  private goOn(chunk: string, at: number): number {
    const code = chunk.charCodeAt(at);
    if (this.#within === Within.Escape) return this.escape(code, at);
    if (this.#within === Within.Hex) return this.hex(code, chunk, at);
    if (code !== this.#quote) {
      this.#within = Within.Run;
      if (this.#high !== 0) this.lone();
      this.add(String.fromCharCode(this.#quote).repeat(this.#quotes));
      return at;
    }
    if (++this.#quotes === 3) this.close();
    return at + 1;
  }

  private escape(code: number, at: number): number {
    this.#within = Within.Run;
    if (code === 0x75) {
      this.#within = Within.Hex;
      this.#hexCode = 0;
      this.#hexDigits = "";
      return at + 1;
    }
    const meant = code < 128 ? ESCAPES[code] : undefined;
    if (this.#high !== 0) this.lone();
    if (meant === undefined || code === 0x27) this.repair("invalid-escape", this.#start);
    this.add(meant ?? "\\");
    return meant === undefined ? at : at + 1;
  }

  private hex(code: number, chunk: string, at: number): number {
    const digit = hexDigit(code);
    if (digit < 0) {
      this.#within = Within.Run;
      if (this.#high !== 0) this.lone();
      this.repair("invalid-escape", this.#start);
      this.add(`\\u${this.#hexDigits}`);
      return at;
    }
    this.#hexCode = this.#hexCode * 16 + digit;
    this.#hexDigits += chunk.charAt(at);
    if (this.#hexDigits.length === 4) {
      this.#within = Within.Run;
      this.unit(this.#hexCode, this.#start);
    }
    return at + 1;
  }

  // A code unit that may be half of a pair, raw or escaped.
  private unit(code: number, position: number): void {
    if (this.#high !== 0 && isLow(code)) {
      this.add(String.fromCharCode(this.#high, code));
      this.#high = 0;
      return;
    }
    if (this.#high !== 0) this.lone();
    if (code >= 0xd800 && code <= 0xdbff) {
      this.#high = code;
      this.#highAt = position;
    } else if (isLow(code)) {
      this.repair("lone-surrogate", position);
      this.add(REPLACEMENT);
    } else {
      this.add(String.fromCharCode(code));
    }
  }

  // The half that waits will find no other half.
  private lone(): void {
    this.#high = 0;
    this.repair("lone-surrogate", this.#highAt);
    this.add(REPLACEMENT);
  }

  private sum(fresh: string): void {
    if (this.#block === "") this.#block = fresh;
    else if ((this.#block += fresh).length >= BLOCK) this.endBlock();
  }

  private endBlock(): void {
    const block = atOnce(this.#block);
    this.#whole = this.#whole === "" ? block : this.#whole + block;
    this.#block = "";
  }

  private close(): void {
    if (this.#high !== 0) this.lone();
    this.#within = Within.Run;
    this.closed = true;
  }

  private add(piece: string): void {
    this.#fresh += piece;
  }

  private repair(repair: JsonRepairName, position: number): void {
    this.repaired = true;
    if (this.#told?.includes(repair) === true) return;
    (this.#told ??= []).push(repair);
    this.#report(repair, position);
  }
}

// The same text. A sum of texts stays in memory piece by piece until somebody looks at a character of it.
function atOnce(text: string): string {
  return text.charAt(0) === "" ? "" : text;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function stopsBefore(quote: number): Uint8Array {
  const table = new Uint8Array(128).fill(1, 0, 0x20);
  table[BACKSLASH] = table[quote] = 1;
  return table;
}

function escapes(): (string | undefined)[] {
  const table = new Array<string | undefined>(128).fill(undefined);
  const pairs = { '"': '"', "\\": "\\", "/": "/", "'": "'", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
  for (const [written, meant] of Object.entries(pairs)) table[written.charCodeAt(0)] = meant;
  return table;
}
