// A leading <think>…</think> in the text of an answer is reasoning, wherever the wire cuts it.

/** Takes what was told apart; never called with an empty text. */
export type TellApart = (kind: "text" | "reasoning", text: string) => void;

const OPEN = "<think>";
const CLOSE = "</think>";

/** More white space than this at the start of an answer belongs to the answer. */
const LONGEST_LEAD = 256;

/**
 * Tells a leading think block from the text behind it. White space around the block, and at the start inside of it, is
 * left out; without a block the text passes as it is. Only as much is held back as may belong to a tag.
 */
export class ThinkBlock {
  #place: "before" | "opened" | "inside" | "behind" | "text" = "before";
  #held = "";

  take(text: string, tell: TellApart): void {
    if (this.#place === "text") {
      if (text !== "") tell("text", text);
      return;
    }
    this.#held += text;
    if (this.#place === "before") this.before(tell);
    if (this.#place === "opened") this.opened();
    if (this.#place === "inside") this.inside(tell);
    if (this.#place === "behind") this.behind(tell);
  }

  /** Gives out what is held: the text ends here, or something else comes in between. */
  flush(tell: TellApart): void {
    const held = this.#held;
    this.#held = "";
    if (this.#place === "before" && held !== "") this.#place = "text";
    if (held === "" || this.#place === "opened" || this.#place === "behind") return;
    tell(this.#place === "inside" ? "reasoning" : "text", held);
  }

  private before(tell: TellApart): void {
    const said = this.#held.trimStart();
    if (OPEN.startsWith(said) && said.length < OPEN.length && this.#held.length < LONGEST_LEAD) return;
    if (said.startsWith(OPEN)) {
      this.#place = "opened";
      this.#held = said.slice(OPEN.length);
    } else {
      this.flush(tell);
    }
  }

  private opened(): void {
    this.#held = this.#held.trimStart();
    if (this.#held !== "") this.#place = "inside";
  }

  private inside(tell: TellApart): void {
    const end = this.#held.indexOf(CLOSE);
    const told = end === -1 ? this.#held.length - partOfTag(this.#held) : end;
    if (told > 0) tell("reasoning", this.#held.slice(0, told));
    this.#held = this.#held.slice(end === -1 ? told : end + CLOSE.length);
    if (end !== -1) this.#place = "behind";
  }

  private behind(tell: TellApart): void {
    this.#held = this.#held.trimStart();
    if (this.#held === "") return;
    this.#place = "text";
    this.flush(tell);
  }
}

/** How much of the end of `text` may be the beginning of the closing tag. */
function partOfTag(text: string): number {
  for (let length = Math.min(text.length, CLOSE.length - 1); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
