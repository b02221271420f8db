// An ordered list of handlers that is walked while people come and go. The heart of dispatch: see `spec/bench`.
import { type RunHandler, type SubscriptionRecord } from "./subscription.js";

/** One place in one list. */
export interface Seat {
  /** The step of the road that the list belongs to. */
  readonly lane: { remove(seat: Seat): void };
  readonly list: SeatList;
  /** The field by whose value the list is found; undefined in the list of those who want every event. */
  readonly field: string | undefined;
  readonly subscription: SubscriptionRecord;
  /** Called with the event and the context; the filter's rest is folded in. */
  readonly run: RunHandler;
  place: number;
}

/** Holes are closed when there are at least this many and more of them than seats. */
const MIN_HOLES = 32;

/**
 * Handlers in order of registration. Leaving makes a hole, so that nobody moves while the list is walked; the bare
 * functions lie in an array of their own, because walking records costs half as much again.
 */
export class SeatList {
  handlers: (RunHandler | undefined)[] = [];
  seats: (Seat | undefined)[] = [];
  live = 0;
  /** How many walks are under way; holes are closed only at rest. */
  walks = 0;
  /** True for a list made for one event, in which who leaves makes no hole. */
  isCopy = false;

  add(lane: Seat["lane"], subscription: SubscriptionRecord, run: RunHandler, field: string | undefined): void {
    const seat: Seat = { lane, list: this, field, subscription, run, place: this.seats.length };
    this.handlers.push(run);
    this.seats.push(seat);
    this.live++;
    subscription.seats.push(seat);
  }

  remove(seat: Seat): void {
    this.handlers[seat.place] = undefined;
    this.seats[seat.place] = undefined;
    this.live--;
    if (this.walks === 0) this.tidy();
  }

  /** Closes holes where that is worth it. Called at rest: after a removal, and after the last walk. */
  tidy(): void {
    if (this.live === this.seats.length) return;
    if (this.live === 0) {
      this.handlers.length = 0;
      this.seats.length = 0;
    } else if (this.seats.length - this.live > Math.max(MIN_HOLES, this.live)) {
      this.compact();
    } else {
      // Who came last leaves without a trace.
      while (this.seats[this.seats.length - 1] === undefined) {
        this.handlers.length--;
        this.seats.length--;
      }
    }
  }

  private compact(): void {
    this.seats = this.seats.filter((seat) => seat !== undefined);
    this.handlers = this.seats.map((seat) => seat?.run);
    this.seats.forEach((seat, place) => {
      if (seat) seat.place = place;
    });
  }

  /** A list of its own for one event that several lists match, in order of registration. */
  static merged(lists: readonly SeatList[]): SeatList {
    const merged = new SeatList();
    merged.isCopy = true;
    merged.seats = lists
      .flatMap(({ seats }) => seats)
      .filter((seat) => seat !== undefined)
      .sort((left, right) => left.subscription.order - right.subscription.order);
    merged.handlers = merged.seats.map((seat) => seat?.run);
    merged.live = merged.seats.length;
    return merged;
  }
}
