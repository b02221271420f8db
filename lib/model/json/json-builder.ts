// Builds one document in place and tells of it in document order: what begins, grows and is whole, and what came twice.
import { Frame, type Holder, putMember } from "./json-holder.js";
import type { JsonItem } from "./json-item.js";
import { DeltaItem, DiscardedItem, DoneItem, ResetItem, TruncatedItem } from "./json-items.js";
import { KeyStep } from "./json-keys.js";
import { APOSTROPHE } from "./json-marks.js";
import { Place } from "./json-place.js";
import type { JsonRepairName } from "./json-repairs.js";

/** Who hears of a document. */
export interface JsonListener {
  /** The document is about to be told of for the first time; until then all of it may have been prose. */
  begins(): void;
  tell(item: JsonItem): void;
}

/** The document so far: its open objects and lists, and the value that is being read. */
export class JsonBuilder {
  readonly root: Frame;
  /** The innermost open object or list; undefined when the document is whole. */
  frame: Frame | undefined;
  readonly #listener: JsonListener;
  /** Of the value that is being read, if it is a text or a word. */
  #place: Place;
  /** Whether a part of the text that is being read was told. */
  telling = false;
  /** Whether the member that is being read was there before. */
  #again = false;
  /** Repairs that wait for the first item. */
  #early: JsonItem[] | undefined = [];

  constructor(listener: JsonListener, list: boolean) {
    this.#listener = listener;
    this.#place = new Place(undefined, "");
    this.frame = this.root = new Frame(undefined, this.#place, list ? [] : {}, list, false, new KeyStep(""));
  }

  /** How many objects and lists are open. */
  get depth(): number {
    let depth = 0;
    for (let { frame } = this; frame !== undefined; frame = frame.up) depth++;
    return depth;
  }

  /** A key was read. */
  key(frame: Frame, key: string): void {
    const { value } = frame;
    this.#again = (value as Record<string, unknown>)[key] !== undefined && Object.hasOwn(value, key);
    if (this.#again) frame.key = key;
    else this.knownKey(frame, frame.step.to(key));
  }

  /** The key was read that leads on from those that the object has. */
  knownKey(frame: Frame, step: KeyStep): void {
    this.#again = false;
    frame.step = step;
    frame.key = step.key;
  }

  /** A text or a word begins. */
  leaf(frame: Frame): void {
    this.#place = new Place(frame.place, frame.list ? frame.count : frame.key);
    this.telling = false;
  }

  /** The text has grown. */
  grow(frame: Frame, delta: string): void {
    if (!frame.told || this.#again) this.open(frame);
    this.telling = true;
    this.#listener.tell(new DeltaItem(this.#place, delta));
  }

  /** The same of a text that is {@link telling}: the caller tells of it. */
  grown(delta: string): JsonItem {
    return new DeltaItem(this.#place, delta);
  }

  /** The text or the word is whole. */
  done(frame: Frame, value: unknown, repaired: boolean, raw: string | undefined): void {
    if (!frame.told || this.#again) this.open(frame);
    if (repaired) frame.repaired = true;
    this.put(frame, value);
    this.#listener.tell(new DoneItem(this.#place, value, repaired ? "repaired" : "observed", frame.value, raw));
  }

  /** An object or a list begins. */
  push(frame: Frame, list: boolean): void {
    const place = new Place(frame.place, frame.list ? frame.count : frame.key);
    const value: Holder = list ? [] : {};
    this.put(frame, value);
    this.frame = new Frame(frame, place, value, list, this.#again, frame.step.inner);
    this.#again = false;
  }

  /** The innermost object or list is whole. */
  pop(frame: Frame): void {
    if (!frame.told) this.open(frame);
    const { up, repaired } = frame;
    if (up !== undefined && repaired) up.repaired = true;
    this.frame = up;
    this.#listener.tell(
      new DoneItem(frame.place, frame.value, repaired ? "repaired" : "observed", up?.value, undefined),
    );
  }

  /** Something was no strict JSON. */
  repair(repair: JsonRepairName, position: number): void {
    if (this.frame !== undefined) this.frame.repaired = true;
    const item: JsonItem = { kind: "repair", repair, position };
    if (this.#early !== undefined) this.#early.push(item);
    else this.#listener.tell(item);
  }

  /** A quote that strict JSON does not have opens a text. */
  oddQuote(code: number, position: number): void {
    this.repair(code === APOSTROPHE ? "single-quotes" : "curly-quotes", position);
  }

  /** Nothing more will come: ends all that is open and was told of, from the inside out. `text`: what there is of an open text. */
  truncate(text: string | undefined): void {
    let frame = this.frame;
    if (frame !== undefined && text !== undefined && this.telling) {
      this.put(frame, text);
      this.#listener.tell(new TruncatedItem(this.#place, text));
    }
    for (; frame !== undefined; frame = frame.up) {
      if (frame.told) this.#listener.tell(new TruncatedItem(frame.place, frame.value));
    }
  }

  /** Another document takes its place: what was told of this one holds no more. */
  discard(): void {
    const { value, list, place } = this.root;
    const untold = this.untoldMember();
    for (const key of Object.keys(value)) {
      const step = list ? Number(key) : key;
      if (step !== untold) this.#listener.tell(new DiscardedItem(new Place(place, step)));
    }
    this.#listener.tell(new DiscardedItem(place));
  }

  /** The path of the member that is being read, or with `inside` of the innermost open object or list. */
  path(inside: boolean): string {
    const { frame } = this;
    if (frame === undefined) return "";
    return inside ? frame.place.path : new Place(frame.place, frame.list ? frame.count : frame.key).path;
  }

  private put(frame: Frame, value: unknown): void {
    if (frame.list) (frame.value as unknown[])[frame.count++] = value;
    else putMember(frame.value, frame.key, value);
  }

  // Says what has to be said before the first item about something in this frame.
  private open(frame: Frame): void {
    if (!frame.told) this.openFrame(frame);
    if (this.#again) this.#listener.tell(new ResetItem(this.#place));
    this.#again = false;
  }

  private openFrame(frame: Frame): void {
    if (this.#early !== undefined) {
      this.#listener.begins();
      for (const item of this.#early) this.#listener.tell(item);
      this.#early = undefined;
    }
    if (frame.up?.told === false) this.openAround(frame.up);
    frame.told = true;
    if (frame.again) this.#listener.tell(new ResetItem(frame.place));
  }

  // From the outermost frame that nothing was said of to this one.
  private openAround(last: Frame): void {
    const untold: Frame[] = [];
    for (let frame: Frame | undefined = last; frame?.told === false; frame = frame.up) untold.push(frame);
    for (const frame of untold.reverse()) this.openFrame(frame);
  }

  // The key of the member of the root that is open without anything having been said of it.
  private untoldMember(): string | number | undefined {
    let frame = this.frame;
    while (frame?.up !== undefined && frame.up !== this.root) frame = frame.up;
    if (frame?.up === undefined || frame.told || frame.again) return undefined;
    return this.root.list ? this.root.count - 1 : this.root.key;
  }
}
