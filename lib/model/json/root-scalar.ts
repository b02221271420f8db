// A text that is nothing but one JSON scalar, such as `42`: known only when it ends, so it is kept back while it may be one.

const enum Stage {
  Before,
  InText,
  InWord,
  Behind,
  Given,
}

const LONGEST_WORD = 400;

/** A scalar and how it was written. */
export interface RootText {
  readonly value: unknown;
  readonly raw: string;
}

/** Keeps a text back as long as all of it may be one text, number or literal. */
export class RootScalar {
  #stage = Stage.Before;
  #held = "";
  #escaped = false;

  /** What is to be read as something else: nothing while it may be a scalar, then all of it. */
  pass(chunk: string): string {
    if (this.#stage === Stage.Given) return chunk;
    this.#held += chunk;
    for (const character of chunk) {
      this.#stage = this.next(character);
      if (this.#stage === Stage.Given) return this.release();
    }
    return "";
  }

  /** The scalar that all of the text is, when it has ended. */
  end(): RootText | undefined {
    if (this.#stage === Stage.Given || this.#stage === Stage.Before) return undefined;
    const raw = this.#held.trim();
    try {
      return { value: JSON.parse(raw) as unknown, raw };
    } catch {
      return undefined;
    }
  }

  /** Lets go of what was kept back. */
  release(): string {
    const held = this.#held;
    this.#held = "";
    this.#stage = Stage.Given;
    return held;
  }

  private next(character: string): Stage {
    switch (this.#stage) {
      case Stage.Before:
        if (character.trim() === "") return Stage.Before;
        if (character === '"') return Stage.InText;
        return /[-\dtfn]/.test(character) ? Stage.InWord : Stage.Given;
      case Stage.InText:
        if (character === '"' && !this.#escaped) return Stage.Behind;
        this.#escaped = character === "\\" && !this.#escaped;
        return Stage.InText;
      case Stage.InWord:
        if (character.trim() === "") return Stage.Behind;
        return /[-+.\w]/.test(character) && this.#held.length < LONGEST_WORD ? Stage.InWord : Stage.Given;
      case Stage.Behind:
        return character.trim() === "" ? Stage.Behind : Stage.Given;
      case Stage.Given:
        return Stage.Given;
    }
  }
}
