// One step of the road for events of one class: who wants them all, and who wants those with a certain field value.
import type { BaseEvent } from "../event/base-event.js";
import { Seat, type SeatKeeper, SeatList } from "./seat-list.js";
import type { RunHandler, SubscriptionRecord } from "./subscription.js";

// Keys whose list fell empty are kept, since most come back; beyond this many, and beyond those in use, they are swept.
const KEPT_EMPTY_KEYS = 256;

/** The lists behind the values of one field. */
class FieldLists implements SeatKeeper {
  readonly lists = new Map<unknown, SeatList>();
  private empty = 0;

  constructor(
    private readonly lane: Lane,
    readonly field: string,
  ) {}

  add(value: unknown, subscription: SubscriptionRecord, run: RunHandler): void {
    let list = this.lists.get(value);
    if (list === undefined) this.lists.set(value, (list = new SeatList()));
    else if (list.live === 0) this.empty--;
    new Seat(this, list, subscription, run);
    this.lane.count(subscription, 1);
  }

  seatLeft({ list, subscription }: Seat): void {
    this.lane.count(subscription, -1);
    if (list.live > 0 || ++this.empty <= Math.max(KEPT_EMPTY_KEYS, this.lists.size / 2)) return;
    this.empty = 0;
    for (const [value, { live, walks }] of this.lists) {
      if (live > 0) continue;
      if (walks === 0) this.lists.delete(value);
      else this.empty++;
    }
  }
}

/** One step of the road. `select` answers who is met. */
export class Lane implements SeatKeeper {
  readonly all = new SeatList();
  /** How many seats there are; zero means that the step can be skipped. */
  live = 0;
  /** How many of them are links inside flows, which alone are no reason to make an event. */
  internal = 0;
  private readonly fields: FieldLists[] = [];

  /** `detours` counts the seats of all steps where few events meet anybody. */
  constructor(private readonly detours: { seats: number } | undefined) {}

  /** Seats a subscription among those who want every event. */
  add(subscription: SubscriptionRecord, run: RunHandler): void {
    new Seat(this, this.all, subscription, run);
    this.count(subscription, 1);
  }

  /** Seats a subscription behind values of a field. */
  addBehind(field: string, values: readonly unknown[], subscription: SubscriptionRecord, run: RunHandler): void {
    const lists = this.listsOf(field);
    for (let place = 0; place < values.length; place++) lists.add(values[place], subscription, run);
  }

  seatLeft({ subscription }: Seat): void {
    this.count(subscription, -1);
  }

  count({ internal }: SubscriptionRecord, change: 1 | -1): void {
    this.live += change;
    if (internal) this.internal += change;
    if (this.detours !== undefined) this.detours.seats += change;
  }

  private listsOf(field: string): FieldLists {
    const { fields } = this;
    for (let place = 0; place < fields.length; place++) {
      const lists = fields[place] as FieldLists;
      if (lists.field === field) return lists;
    }
    const lists = new FieldLists(this, field);
    fields.push(lists);
    return lists;
  }

  /** The list that the event meets, which may be empty; undefined when it meets nobody. */
  select(event: BaseEvent): SeatList | undefined {
    return this.fields.length === 0 ? this.all : this.selectByField(event);
  }

  private selectByField(event: BaseEvent): SeatList | undefined {
    const { fields, all } = this;
    if (fields.length === 1 && all.live === 0) {
      const { field, lists } = fields[0] as FieldLists;
      return lists.get(readField(event, field));
    }
    let found: SeatList | undefined = all.live > 0 ? all : undefined;
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
