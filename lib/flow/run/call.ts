// One call of one chunk, from its arrival to what follows it: the record that operators, data and snapshots share.
import { MillraceError } from "../../errors/millrace-error.js";
import { follow } from "../../stream/on-abort.js";
import type { ChunkNode } from "../definition/blueprint.js";
import type { Resume } from "../definition/chunk-data.js";
import type { Pause } from "../definition/pause.js";
import { resumeWork } from "../snapshot/resume-work.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedCall, SavedWork } from "../snapshot/snapshot.js";
import type { FlowRun } from "./flow-run.js";
import { OpenEmits } from "./open-emits.js";
import type { Lease } from "./permits.js";
import type { Place } from "./place.js";
import type { Station } from "./plan.js";
import { Subtree, Work } from "./subtree.js";

/** What a call had done when it was stopped with its process: it runs again, and does none of that twice. */
export interface Replay {
  /** How many things it had done or begun. */
  readonly ops: number;
  /** Those that are to be done again. */
  readonly redo: ReadonlySet<number>;
  /** Those that were waited for, with the work that was under way in them. */
  readonly open: ReadonlyMap<number, readonly SavedWork[]>;
  /** What it had found in the state under keys that it then wrote. */
  readonly before: ReadonlyMap<string, unknown>;
}

const DONE = Promise.resolve();

/** What not every call needs. */
class CallExtras {
  /** The answer that runs it once more. */
  resume: Resume | undefined = undefined;
  /** The pause that it has asked for. */
  pause: Pause | undefined = undefined;
  replay: Replay | undefined = undefined;
  redo: Set<number> | undefined = undefined;
  opened: Map<number, Subtree> | undefined = undefined;
  before: Map<string, unknown> | undefined = undefined;
  emits: OpenEmits | undefined = undefined;
  controller: AbortController | undefined = undefined;
  /** The attempt that has run out of its time. */
  givenUp: number | undefined = undefined;
}

/** A chunk on its way or at work. Fields are plain and few: one is made for each step. */
export class Call extends Work {
  declare readonly station: Station<ChunkNode>;
  declare value: unknown;
  declare place: Place;
  /** Permits that it holds while it runs; undefined without any limit. */
  declare lease: Lease | undefined;
  /** Counts from 1; a call that was given up has moved on. */
  declare attempt: number;
  /** True once it has returned; its value is its output then. */
  declare returned: boolean;
  declare private ops: number;
  declare private extras: CallExtras | undefined;

  constructor(station: Station<ChunkNode>, value: unknown, place: Place, lease: Lease | undefined) {
    super(place.subtree, place.item);
    this.station = station;
    this.value = value;
    this.place = place;
    this.lease = lease;
    this.attempt = 1;
    this.returned = false;
    this.ops = 0;
    this.extras = undefined;
  }

  get run(): FlowRun {
    return this.place.run;
  }

  get more(): CallExtras {
    return (this.extras ??= new CallExtras());
  }

  /** The answer that runs it once more. */
  get resume(): Resume | undefined {
    return this.extras?.resume;
  }

  /** The pause that it has asked for. */
  get pause(): Pause | undefined {
    return this.extras?.pause;
  }

  get replay(): Replay | undefined {
    return this.extras?.replay;
  }

  /** False when nothing that it gives would matter any more. */
  get live(): boolean {
    return this.run.open && this.subtree.open;
  }

  get emits(): OpenEmits {
    return (this.more.emits ??= new OpenEmits(this.run));
  }

  /** Aborts with the subtree, or when this attempt is given up. */
  get signal(): AbortSignal {
    return this.extras?.controller?.signal ?? this.subtree.signal;
  }

  /** Gives the attempt a signal of its own. The result ends that; a reason aborts it. */
  limit(): (reason?: MillraceError) => void {
    const controller = (this.more.controller = new AbortController());
    const unfollow = follow(this.subtree.signal, controller);
    return (reason) => {
      unfollow();
      if (reason) controller.abort(reason);
    };
  }

  /** Begins the next attempt from the start: what the one before may still do is refused. */
  again(): void {
    this.endEmits();
    this.lease = this.lease?.renew();
    this.attempt++;
    this.ops = 0;
    const { resume } = this;
    this.extras = undefined;
    if (resume) this.more.resume = resume;
  }

  /** The handler has returned or thrown: it listens to no emit any more. */
  endEmits(): void {
    const { extras } = this;
    if (extras === undefined) return;
    extras.emits?.end();
    extras.emits = undefined;
  }

  /** The attempt has run out of its time: what its handler still does counts no more. */
  giveUp(): void {
    this.more.givenUp = this.attempt;
  }

  /** Refuses what an attempt does that was given up. Throws ABORTED. */
  assertCurrent(attempt: number, what: string): void {
    if (attempt === this.attempt && this.extras?.givenUp !== attempt) return;
    const { id } = this.station.node;
    throw new MillraceError("ABORTED", `${what} came from attempt ${String(attempt)} of ${id}, which was given up.`);
  }

  /** Numbers something that the chunk does; false when it was done before a restart. */
  fresh(): boolean {
    const index = this.ops++;
    const { replay } = this;
    return replay === undefined || !did(replay, index);
  }

  /** Numbers something that the chunk begins and waits for, as a subtree of its own; its permits are lent meanwhile. */
  awaited(begin: (place: Place) => void): Promise<void> {
    const index = this.ops++;
    const { replay } = this;
    if (replay && did(replay, index)) return DONE;
    const work = (): Promise<void> => this.open(index, begin, replay?.open.get(index));
    return this.lease ? this.lease.lendWhile(work) : work();
  }

  /** Remembers what it found under a key that it is about to write. */
  noteBefore(key: string, value: () => unknown): void {
    const before = (this.more.before ??= new Map());
    if (before.has(key)) return;
    const { replay } = this;
    before.set(key, replay?.before.has(key) ? replay.before.get(key) : value());
  }

  /** What it found under a key before a restart, as long as it has not come to the writing again. */
  foundBefore(key: string): { readonly value: unknown } | undefined {
    const { replay } = this;
    if (!replay?.before.has(key) || this.ops >= replay.ops || this.extras?.before?.has(key)) return undefined;
    return { value: replay.before.get(key) };
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    const { id } = this.station.node;
    const place = writer.place(this.place);
    if (this.returned) {
      const value = writer.value(this.value, `the output of ${id}`);
      return [{ kind: "arrival", route: `ended/${id}`, value, place }];
    }
    return [this.saveCall(writer)];
  }

  override subtrees(): Iterable<Subtree> {
    return this.extras?.opened?.values() ?? [];
  }

  private saveCall(writer: SnapshotWriter): SavedCall {
    const { id } = this.station.node;
    // A run that is repeated has done what the one before had done, even if it has not come so far again.
    const { replay, resume } = this;
    const { opened, redo: undone, before: found } = this.more;
    const ops = Math.max(this.ops, replay?.ops ?? 0);
    const ahead = <T>(entries: Iterable<[number, T]>): [number, T][] => [...entries].filter(([at]) => at >= this.ops);
    const open = [
      ...[...(opened ?? [])].map(([at, subtree]): [number, SavedWork[]] => [at, subtree.save(writer)]),
      ...ahead(replay?.open ?? []).map(([at, work]): [number, SavedWork[]] => [at, [...work]]),
    ];
    const redo = [...(undone ?? []), ...[...(replay?.redo ?? [])].filter((at) => at >= this.ops)];
    const before = [...new Map([...(replay?.before ?? []), ...(found ?? [])])];
    return {
      kind: "call",
      node: id,
      value: writer.value(this.value, `the value of ${id}`),
      place: writer.place(this.place),
      ...(this.attempt > 1 ? { attempt: this.attempt } : {}),
      ...(resume ? { resume: writer.resume(resume, id) } : {}),
      ...(ops > 0 ? { ops } : {}),
      ...(open.length > 0 ? { open } : {}),
      ...(redo.length > 0 ? { redo } : {}),
      ...(before.length > 0
        ? { before: before.map(([key, value]) => [key, writer.value(value, `the state "${key}" of ${id}`)] as const) }
        : {}),
    };
  }

  private open(index: number, begin: (place: Place) => void, saved: readonly SavedWork[] | undefined): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const subtree = new Subtree(
        this.run,
        () => {
          this.close(index);
          resolve();
        },
        (error) => {
          this.close(index);
          (this.more.redo ??= new Set()).add(index);
          reject(error);
        },
      );
      (this.more.opened ??= new Map()).set(index, subtree);
      subtree.owned = true;
      subtree.begin(() => {
        if (saved) for (const one of saved) resumeWork(this.run, one, subtree);
        else begin(this.place.under(subtree));
      });
    });
  }

  private close(index: number): void {
    const opened = this.extras?.opened;
    const subtree = opened?.get(index);
    if (subtree) subtree.owned = false;
    opened?.delete(index);
  }
}

function did({ ops, redo, open }: Replay, index: number): boolean {
  return index < ops && !redo.has(index) && !open.has(index);
}
