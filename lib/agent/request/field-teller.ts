// Reads the fields of an answer while it comes in, and says each. There is one reader for each attempt, whoever listens.
import type { JsonDone, JsonItem, JsonOutcome } from "../../model/json/json-item.js";
import { JsonReader, type JsonReaderOptions } from "../../model/json/json-reader.js";
import { isThenable } from "../../primitives/thenable.js";
import {
  FieldDelta,
  FieldDiscarded,
  FieldDone,
  type FieldEvent,
  FieldReset,
  FieldTruncated,
  OutputRepaired,
} from "./field-events.js";
import type { RequestVoice, Said } from "./request-voice.js";

/** The fields of one attempt. */
export class FieldTeller {
  private readonly reader: JsonReader;
  /** The text that grows now, and where: one at a time. */
  private open: { readonly path: string; soFar: string } | undefined = undefined;
  private hasEnded = false;
  /** What an interrupter put in the place of the whole. */
  private root: { readonly value: unknown } | undefined = undefined;
  /** What was read last, and how far it was told. */
  private items: readonly JsonItem[] = [];
  private at = 0;
  private event: FieldEvent | OutputRepaired | undefined = undefined;

  constructor(
    private readonly voice: RequestVoice,
    options: JsonReaderOptions,
  ) {
    this.reader = new JsonReader(options);
  }

  /** Reads on. A promise only where an interrupter is asynchronous. */
  write(text: string): void | Promise<void> {
    return this.tell(this.reader.write(text), 0);
  }

  /** The text has ended. */
  async end(): Promise<JsonOutcome> {
    this.hasEnded = true;
    const { items, outcome } = this.reader.end();
    await this.tell(items, 0);
    return outcome.status === "complete" && this.root ? { ...outcome, value: this.root.value } : outcome;
  }

  /** The request is over: what is open ends at once, and nothing is waited for. */
  cut(): void {
    const { event, items } = this;
    const from = event !== undefined && this.voice.hasSaid(event) ? this.at + 1 : this.at;
    this.items = [];
    this.at = 0;
    for (const item of items.slice(from)) this.tellEnd(item);
    if (this.hasEnded) return;
    this.hasEnded = true;
    for (const item of this.reader.end().items) if (item.kind !== "done") this.tellEnd(item);
  }

  // What was read and never told came too late.
  private tellEnd(item: JsonItem): void {
    if (item.kind === "done") this.voice.tell(new FieldTruncated(this.voice.next(), item, item.value));
    else if (item.kind !== "delta") this.voice.tell(this.eventOf(item));
  }

  private tell(items: readonly JsonItem[], from: number): void | Promise<void> {
    this.items = items;
    for (let index = from; index < items.length; index++) {
      const item = items[index] as JsonItem;
      this.at = index;
      const said = this.voice.say((this.event = this.eventOf(item)));
      if (isThenable(said))
        return said.then((verdict) => {
          this.heed(item, verdict);
          return this.tell(items, index + 1);
        });
      this.heed(item, said);
    }
    this.at = items.length;
  }

  private eventOf(item: JsonItem): FieldEvent | OutputRepaired {
    const place = this.voice.next();
    switch (item.kind) {
      case "delta": {
        const { path, delta } = item;
        if (this.open?.path === path) this.open.soFar += delta;
        else this.open = { path, soFar: delta };
        return new FieldDelta(place, item, delta, this.open.soFar);
      }
      case "done":
        return new FieldDone(place, item, item.value, item.provenance, item.raw);
      case "reset":
        this.open = undefined;
        return new FieldReset(place, item, item.reason);
      case "discarded":
        this.open = undefined;
        return new FieldDiscarded(place, item);
      case "truncated":
        return new FieldTruncated(place, item, item.value);
      case "repair":
        return new OutputRepaired(place, item.repair, item.position);
    }
  }

  // What an interrupter made of a value is what the data has.
  private heed(item: JsonItem, said: Awaited<Said<FieldEvent | OutputRepaired>>): void {
    if (item.kind !== "done" || !(said instanceof FieldDone) || said.value === item.value) return;
    if (item.holder === undefined) this.root = { value: said.value };
    else put(item, said.value);
  }
}

function put({ holder, segments }: JsonDone, value: unknown): void {
  Object.defineProperty(holder as object, segments.at(-1) as string | number, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
