// An ordered list of handlers that is walked while people come and go. The heart of dispatch: see `spec/bench`.
import type { RunHandler, SubscriptionRecord } from "./subscription.js";

/** Who keeps a list and is told when somebody has left it. */
export interface SeatKeeper {
  seatLeft(seat: Seat): void;
}

/** One place in one list. */
export class Seat {
  declare readonly keeper: SeatKeeper;
  declare readonly list: SeatList;
  declare readonly subscription: SubscriptionRecord;
  /** Called with the event and the context; the filter's rest is folded in. */
  declare readonly run: RunHandler;
  declare place: number;

  constructor(keeper: SeatKeeper, list: SeatList, subscription: SubscriptionRecord, run: RunHandler) {
    this.keeper = keeper;
    this.list = list;
    this.subscription = subscription;
    this.run = run;
    this.place = list.add(this);
    if (subscription.seat === undefined) subscription.seat = this;
    else (subscription.moreSeats ??= []).push(this);
  }

  leave(): void {
    this.list.remove(this);
    this.keeper.seatLeft(this);
  }
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
  /** The one seat of a list of one, which most events meet: it saves the way through the arrays. */
  only: Seat | undefined = undefined;
  /** How many walks are under way; holes are closed only at rest. */
  walks = 0;
  /** True for a list made for one event, in which who leaves makes no hole. */
  isCopy = false;

  /** Puts a seat at the end; answers its place. */
  add(seat: Seat): number {
    this.live++;
    this.handlers.push(seat.run);
    const place = this.seats.push(seat) - 1;
    this.only = place === 0 ? seat : undefined;
    return place;
  }

  remove(seat: Seat): void {
    const { place } = seat;
    this.live--;
    this.handlers[place] = undefined;
    this.seats[place] = undefined;
    if (this.only === seat) this.only = undefined;
    if (this.walks === 0) this.tidy();
  }

  /** Ends a walk; the last one out closes the holes that were left meanwhile. */
  endWalk(): void {
    if (--this.walks === 0 && this.live !== this.seats.length) this.tidy();
  }

  // Closes holes where that is worth it. `pop` keeps the room for those who come next, which setting the length does not.
  private tidy(): void {
    const { seats, handlers } = this;
    while (seats.length > 0 && seats[seats.length - 1] === undefined) {
      seats.pop();
      handlers.pop();
    }
    if (seats.length - this.live > Math.max(MIN_HOLES, this.live)) this.compact();
    this.only = this.seats.length === 1 ? this.seats[0] : undefined;
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
