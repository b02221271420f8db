// Reads the JSON in what a language model writes, while it is being written: one pass, in document order, never deferred.
import { MillraceError } from "../../errors/millrace-error.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { JsonListener } from "./json-builder.js";
import { type JsonBreak, JsonCandidate } from "./json-candidate.js";
import type { JsonItem, JsonOutcome } from "./json-item.js";
import { DoneItem } from "./json-items.js";
import { JsonLocator } from "./json-locator.js";
import { Place } from "./json-place.js";
import { RootScalar, type RootText } from "./root-scalar.js";

/** What is looked for. */
export interface JsonReaderOptions {
  /** What the document is. A document of another kind gives way to one that follows it. Default: `any`. */
  readonly root?: "object" | "array" | "any";
  /**
   * Whether a whole document is the one that was asked for. It is asked at most once of each, and only when another one
   * seems to follow, which takes the place of one that is refused. Default: the first one is. What it throws, `write` throws.
   */
  readonly accepts?: (value: unknown) => boolean;
}

/** What there is to tell when the text has ended. */
export interface JsonEnd {
  readonly items: readonly JsonItem[];
  readonly outcome: JsonOutcome;
}

// Not frozen, and of the engine's kind for lists of objects, so that loops over what `write` answers meet one kind of list.
const NOTHING: JsonItem[] = [{ kind: "repair", repair: "comment", position: 0 }];
NOTHING.pop();
const LONE_SURROGATE = /\p{Surrogate}/gu;
const KINDS = ["object", "array", "any"];

/**
 * An incremental reader. Items come in document order and do not depend on how the text is cut, save that deltas are as
 * long as the pieces. Reading is linear in the text.
 */
export class JsonReader {
  readonly #root: "object" | "array" | "any";
  readonly #accepts: ((value: unknown) => boolean) | undefined;
  readonly #listener: JsonListener;
  readonly #locator = new JsonLocator();
  readonly #scalar: RootScalar | undefined;
  #items: JsonItem[] | undefined;
  /** Is being read. */
  #candidate: JsonCandidate | undefined;
  /** The one whose items hold: the last one that was told of. */
  #standing: JsonCandidate | undefined;
  /** Whether it is the document that was asked for, once that is known. */
  #accepted: boolean | undefined;
  /** Nothing that follows matters any more. */
  #settled = false;
  /** Why the last candidate that looked like a document was none, if it was never told of. */
  #refused: JsonBreak | undefined;
  #outcome: JsonOutcome | undefined;
  /** How much was read before this chunk. */
  #base = 0;

  /** @throws OPTION_INVALID */
  constructor(options: JsonReaderOptions = {}) {
    refuseUnknown("JsonReader", options, ["root", "accepts"]);
    const { root = "any", accepts } = options;
    if (!KINDS.includes(root)) {
      throw new MillraceError("OPTION_INVALID", `JsonReader was given the root ${JSON.stringify(root)}.`, {
        hint: `The root is one of ${KINDS.join(", ")}.`,
      });
    }
    this.#root = root;
    this.#accepts = accepts;
    this.#scalar = root === "any" ? new RootScalar() : undefined;
    this.#listener = {
      begins: () => {
        this.take();
      },
      tell: (item) => {
        const items = this.#items;
        if (items === undefined) this.#items = [item];
        else if (items.length === 1) this.#items = [items[0] as JsonItem, item];
        else items.push(item);
      },
    };
  }

  /** Reads on; answers what is to be told of it. */
  write(text: string): readonly JsonItem[] {
    const delta = this.#candidate?.inside(text);
    if (delta !== undefined) {
      this.#base += text.length;
      return [delta];
    }
    this.read(this.#scalar === undefined ? text : this.#scalar.pass(text));
    return this.told();
  }

  /** The text has ended; what is written after that is not read. */
  end(): JsonEnd {
    if (this.#outcome === undefined) {
      const scalar = this.#scalar?.end();
      if (scalar !== undefined) {
        this.#outcome = this.endScalar(scalar);
      } else {
        if (this.#scalar !== undefined) this.read(this.#scalar.release());
        this.#outcome = this.endDocument();
      }
      this.#settled = true;
      this.#candidate = undefined;
    }
    return { items: this.told(), outcome: this.#outcome };
  }

  private read(chunk: string): void {
    const end = chunk.length;
    let at = 0;
    while (at < end && !this.#settled) {
      const candidate = this.#candidate;
      if (candidate === undefined) {
        at = this.#locator.seek(chunk, at);
        if (at < end) this.begin(chunk.charAt(at++) === "[");
      } else {
        at = candidate.read(chunk, at, this.#base);
        if (candidate.over) this.leave(candidate);
      }
    }
    this.#base += end;
  }

  // An opening bracket may begin another document, unless the one that stands is the one.
  private begin(list: boolean): void {
    const standing = this.#standing;
    if (standing !== undefined && standing.broken === undefined && this.#accepted === undefined) {
      this.#accepted = this.#accepts?.(standing.builder.root.value) ?? true;
      this.#settled = this.#accepted;
    }
    if (!this.#settled) this.#candidate = new JsonCandidate(this.#listener, list);
  }

  private leave(candidate: JsonCandidate): void {
    this.#candidate = undefined;
    if (candidate.broken !== undefined) this.drop(candidate, candidate.broken);
    else this.keep(candidate);
  }

  private keep({ builder: { root } }: JsonCandidate): void {
    if (this.#root !== "any" && root.list !== (this.#root === "array")) this.#accepted = false;
    else if (this.#accepts === undefined) this.#settled = true;
  }

  private drop(candidate: JsonCandidate, broken: JsonBreak): void {
    if (candidate === this.#standing) this.#locator.owe(candidate.builder.depth);
    else if (candidate.serious) this.#refused ??= broken;
  }

  // The candidate is told of for the first time, and so takes the place of the one before it.
  private take(): void {
    const former = this.#standing;
    if (former?.broken !== undefined) former.builder.truncate(undefined);
    former?.builder.discard();
    this.#standing = this.#candidate;
    this.#accepted = undefined;
  }

  private endDocument(): JsonOutcome {
    const candidate = this.#candidate;
    if (candidate !== undefined) {
      const path = candidate.cut();
      const { value } = candidate.builder.root;
      const last = this.#standing === undefined && !candidate.proselike;
      if (last || this.#standing === candidate) return { status: "truncated", value, path };
    }
    const standing = this.#standing;
    if (standing?.broken === undefined) {
      if (standing !== undefined) return { status: "complete", value: standing.builder.root.value };
      return this.#refused === undefined ? { status: "none" } : { status: "broken", ...this.#refused };
    }
    standing.builder.truncate(undefined);
    return { status: "broken", ...standing.broken };
  }

  private endScalar({ value, raw }: RootText): JsonOutcome {
    const whole = typeof value === "string" ? value.replace(LONE_SURROGATE, "\ufffd") : value;
    const repaired = whole !== value;
    if (repaired) this.#listener.tell({ kind: "repair", repair: "lone-surrogate", position: 0 });
    const provenance = repaired ? "repaired" : "reconciled";
    const number = typeof value === "number" ? raw : undefined;
    this.#listener.tell(new DoneItem(new Place(undefined, ""), whole, provenance, undefined, number));
    return { status: "complete", value: whole };
  }

  private told(): readonly JsonItem[] {
    const items = this.#items;
    if (items === undefined) return NOTHING;
    this.#items = undefined;
    return items;
  }
}
