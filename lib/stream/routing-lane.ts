// One step of the road for events of one class: who wants them all, and who wants those with a certain field value.
import { type BaseEvent } from "../event/base-event.js";
import { type Seat, SeatList } from "./seat-list.js";
import { type RunHandler, type SubscriptionRecord } from "./subscription.js";

// Keys whose list fell empty are kept, since most come back; beyond this many, and beyond those in use, they are swept.
const KEPT_EMPTY_KEYS = 256;

/** The lists behind the values of one field. */
class FieldLists {
  readonly lists = new Map<unknown, SeatList>();
  #empty = 0;

  constructor(readonly field: string) {}

  add(lane: Lane, value: unknown, subscription: SubscriptionRecord, run: RunHandler): void {
    let list = this.lists.get(value);
    if (!list) this.lists.set(value, (list = new SeatList()));
    else if (list.live === 0) this.#empty--;
    list.add(lane, subscription, run, this.field);
  }

  /** Called when a list fell empty. */
  noteEmptied(): void {
    if (++this.#empty <= Math.max(KEPT_EMPTY_KEYS, this.lists.size / 2)) return;
    this.#empty = 0;
    for (const [value, { live, walks }] of this.lists) {
      if (live > 0) continue;
      if (walks === 0) this.lists.delete(value);
      else this.#empty++;
    }
  }
}

/** How one subscription sits on one route: under the values of a field, or among those who want every event. */
export interface Placement {
  readonly field?: string;
  readonly values?: readonly unknown[];
  readonly run: RunHandler;
}

/** One step of the road. `select` answers who is met. */
export class Lane {
  readonly all = new SeatList();
  /** How many seats there are; zero means that the step can be skipped. */
  live = 0;
  /** How many of them are links inside flows, which alone are no reason to make an event. */
  internal = 0;
  private readonly fields: FieldLists[] = [];

  add(subscription: SubscriptionRecord, { field, values, run }: Placement): void {
    if (field === undefined) {
      this.all.add(this, subscription, run, undefined);
      this.count(subscription, 1);
      return;
    }
    let lists = this.fields.find((one) => one.field === field);
    if (!lists) this.fields.push((lists = new FieldLists(field)));
    for (const value of values ?? []) {
      lists.add(this, value, subscription, run);
      this.count(subscription, 1);
    }
  }

  /** Takes a seat of this step out. */
  remove(seat: Seat): void {
    seat.list.remove(seat);
    this.count(seat.subscription, -1);
    if (seat.list !== this.all && seat.list.live === 0)
      this.fields.find(({ field }) => field === seat.field)?.noteEmptied();
  }

  private count({ internal }: SubscriptionRecord, change: 1 | -1): void {
    this.live += change;
    if (internal) this.internal += change;
  }

  /** The list that the event meets; undefined when it meets nobody. */
  select(event: BaseEvent): SeatList | undefined {
    const { fields } = this;
    if (fields.length === 0) return this.all.live > 0 ? this.all : undefined;
    let found: SeatList | undefined = this.all.live > 0 ? this.all : undefined;
    let more: SeatList[] | undefined;
    for (let place = 0; place < fields.length; place++) {
      const { field, lists } = fields[place] as FieldLists;
      const list = lists.get(readField(event, field));
      if (list === undefined || list.live === 0) continue;
      if (found === undefined) found = list;
      else (more ??= [found]).push(list);
    }
    return more === undefined ? found : SeatList.merged(more);
  }
}

// A getter that throws has no value to look up; its filters say no.
function readField(event: BaseEvent, field: string): unknown {
  try {
    return (event as unknown as Record<string, unknown>)[field];
  } catch {
    return UNREADABLE;
  }
}
const UNREADABLE = Symbol("unreadable");
