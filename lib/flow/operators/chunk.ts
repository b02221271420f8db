// A chunk in its place: permits, start, attempts, end or failure. The start is an event that may be replaced or suppressed.
import { tell } from "../run/tell.js";
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChunkNode } from "../definition/blueprint.js";
import type { Resume } from "../definition/chunk-data.js";
import { checkValue } from "../definition/flow-contract.js";
import { Pause } from "../definition/pause.js";
import { delayBefore } from "../definition/step-options.js";
import { ChunkEnded, ChunkRetrying, ChunkStarted } from "../flow-events.js";
import { Call, type Replay } from "../run/call.js";
import { CallData } from "../run/call-data.js";
import { EndedWork } from "../run/ended-work.js";
import { failNode } from "../run/fail-node.js";
import type { FlowRun } from "../run/flow-run.js";
import { Lease } from "../run/permits.js";
import type { Place } from "../run/place.js";
import type { Station } from "../run/plan.js";
import type { SavedCall } from "../snapshot/snapshot.js";
import type { Operator } from "./operator.js";

type ChunkStation = Station<ChunkNode>;

export const chunk: Operator<ChunkNode> = {
  receive(run, station, value, place) {
    begin(makeCall(run, station, value, place));
  },

  resume(run, station, saved, place, reader) {
    const { attempt = 1, resume, ops = 0, open = [], redo = [], before = [], value } = saved as SavedCall;
    const call = makeCall(run, station, reader.value(value), place);
    call.attempt = attempt;
    if (resume) call.more.resume = reader.resume(resume);
    const found = new Map(before.map(([key, one]) => [key, reader.value(one)]));
    if (ops > 0) call.more.replay = { ops, redo: new Set(redo), open: new Map(open), before: found } satisfies Replay;
    begin(call);
  },
};

/** Runs a chunk once more with an answer. */
export function beginCall(run: FlowRun, station: ChunkStation, value: unknown, place: Place, resume: Resume): void {
  const call = makeCall(run, station, value, place);
  call.more.resume = resume;
  begin(call);
}

/** A node has given its output: it is told, and what follows begins. */
export function endNode(run: FlowRun, station: ChunkStation, output: unknown, place: Place): void {
  if (run.wants(ChunkEnded)) void new EndedWork(station, output, place).tell();
  else run.pass(station.ended, output, place, `ended/${station.node.id}`);
}

function makeCall(run: FlowRun, station: ChunkStation, value: unknown, place: Place): Call {
  const { batch } = station.node;
  const batchPermits = batch === undefined ? undefined : run.permitsOf(batch, undefined);
  const lease =
    batchPermits === undefined && run.permits === undefined
      ? undefined
      : new Lease([batchPermits, run.permits].filter((permits) => permits !== undefined));
  return new Call(station, value, place, lease);
}

// Who has just finished a call drives the next one that comes of it: each step of a chain costs one await, and nothing else.
let isTaking = false;
let taken: Call | undefined;

function begin(call: Call): void {
  if (isTaking && taken === undefined) taken = call;
  else void drive(call);
}

// Always asynchronous: a handler never runs inside the call that set it off, and loops do not grow the stack.
async function drive(first: Call): Promise<void> {
  let call: Call | undefined = first;
  await first.lease?.take();
  while (call !== undefined) {
    const current: Call = call;
    const { run, station } = current;
    if (!current.live) {
      drop(current);
      return;
    }
    if (run.wants(ChunkStarted) && !(await announce(current))) {
      skip(current);
      return;
    }
    try {
      let output: unknown;
      if (isPlain(station.node)) {
        output = await invoke(current, current.value);
      } else output = await attempt(current);
      call = end(current, output);
    } catch (error) {
      fail(current, error);
      return;
    }
    if (call?.lease !== undefined) await call.lease.take();
  }
}

// True for a chunk that is nothing but its function: most are.
function isPlain({ chunk: one, timeoutMs, retry }: ChunkNode): boolean {
  return (
    one.valueSchema === undefined && one.outputSchema === undefined && timeoutMs === undefined && retry === undefined
  );
}

// Sends the start over the bus. The link behind the interrupters admits it; without them calling it, it is skipped. What
// a hearer of it throws fails the subtree.
async function announce(call: Call): Promise<boolean> {
  const { run, station, place, value } = call;
  const way = { open: false };
  const ticket = {
    admit: (startValue: unknown, startPlace: Place) => {
      way.open = true;
      call.value = startValue;
      call.place = startPlace.under(place.subtree);
    },
  };
  const { id, chunk: one } = station.node;
  const started = new ChunkStarted(run.flow, run.id, id, one.name, value, place.scope.path);
  try {
    await place.withTicket(ticket).context().send(started);
  } catch (error) {
    place.subtree.fail(error);
  }
  return way.open && call.live;
}

function invoke(call: Call, value: unknown): unknown {
  const { chunk: one } = call.station.node;
  const data = new CallData(call, value);
  // The second argument lets functions made by `inject` stand here.
  return one.takesContext ? one.run(data, data.context) : (one.run as unknown as (alone: CallData) => unknown)(data);
}

// Runs the handler with its schemas, its time, and as many attempts as it has.
async function attempt(call: Call): Promise<unknown> {
  const { run, station } = call;
  const { chunk: one, retry, id } = station.node;
  for (;;) {
    try {
      const checked = checkValue(run.flow, `value of chunk "${one.name}"`, one.valueSchema, call.value);
      const output = await within(call, checked);
      return output instanceof Pause
        ? output
        : checkValue(run.flow, `output of chunk "${one.name}"`, one.outputSchema, output);
    } catch (error) {
      if (retry === undefined || call.attempt >= retry.attempts || !call.live) throw error;
      call.again();
      const delayMs = delayBefore(call.attempt, retry);
      const { attempt: next, place, value } = call;
      await tell(
        run,
        ChunkRetrying,
        () => new ChunkRetrying(run.flow, run.id, id, one.name, value, place.scope.path, error, next, delayMs),
        place,
      );
      await wait(call, delayMs);
      await call.lease?.take();
      if (isOver(call)) throw error;
    }
  }
}

// Asked again behind a wait.
function isOver(call: Call): boolean {
  return !call.live;
}

// The time runs while the handler does, waits for its own subtree included.
async function within(call: Call, value: unknown): Promise<unknown> {
  const { run, station } = call;
  const { timeoutMs, id } = station.node;
  if (timeoutMs === undefined) {
    return invoke(call, value);
  }
  const giveUp = call.limit();
  const late = new MillraceError(
    "TIMEOUT",
    `Chunk ${id} of flow ${run.flow} did not end within ${String(timeoutMs)} ms.`,
    { details: { flow: run.flow, node: id, timeoutMs } },
  );
  return new Promise((resolve, reject) => {
    const timer = run.wiring.core.clock.schedule(timeoutMs, () => {
      call.giveUp(); // what the handler does from now on is refused
      giveUp(late);
      reject(late);
    });
    const settle =
      <T>(pass: (outcome: T) => void) =>
      (outcome: T): void => {
        timer[Symbol.dispose]();
        if (outcome !== late) giveUp();
        pass(outcome);
      };
    Promise.resolve()
      .then(() => invoke(call, value))
      .then(settle(resolve), settle(reject));
  });
}

// The wait before the next attempt, without permits. The end of the execution ends it.
function wait(call: Call, delayMs: number): Promise<void> {
  const { run, signal } = call;
  const sleep = (): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        timer[Symbol.dispose]();
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = run.wiring.core.clock.schedule(delayMs, wake);
      signal.addEventListener("abort", wake);
    });
  return delayMs === 0 ? Promise.resolve() : sleep();
}

// What follows the handler. The answer is the next call, which is driven on.
function end(call: Call, output: unknown): Call | undefined {
  call.lease?.end();
  call.endEmits();
  if (!call.live) {
    drop(call);
    return;
  }
  isTaking = true;
  try {
    follow(call, output);
  } catch (error) {
    const left = handOver();
    if (left) void drive(left);
    throw error;
  } finally {
    isTaking = false;
  }
  return handOver();
}

function handOver(): Call | undefined {
  const next = taken;
  taken = undefined;
  return next;
}

function follow(call: Call, output: unknown): void {
  const { station, place } = call;
  const { run } = place;
  if (output instanceof Pause || call.pause !== undefined) pause(call, output);
  else if (run.wants(ChunkEnded)) {
    const ended = new EndedWork(station, output, place);
    call.done(); // before it is told: it is one or the other in a snapshot
    void ended.tell();
  } else {
    call.returned = true;
    call.value = output;
    run.pass(station.ended, output, place, `ended/${station.node.id}`);
  }
  call.done();
}

function pause(call: Call, output: unknown): void {
  const { run, station, pause: asked } = call;
  if (output instanceof Pause && output === asked) {
    run.interrupts.pause(call, output);
    return;
  }
  const why =
    output instanceof Pause
      ? "returned a pause that it had not asked for"
      : "called pauseFor and did not return what it gave";
  throw new MillraceError("PAUSE_INVALID", `Chunk ${station.node.id} of flow ${run.flow} ${why}.`, {
    hint: "Write: return data.pauseFor({ … }).",
    details: { flow: run.flow, node: station.node.id },
  });
}

function fail(call: Call, error: unknown): void {
  const { run, station, value, place, attempt: attempts } = call;
  call.lease?.end();
  call.endEmits();
  failNode(run, station, error, value, place, attempts, call);
}

function skip(call: Call): void {
  const { run, station, place, value } = call;
  call.lease?.end();
  if (call.live) run.pass(station.skipped, value, place, `skipped/${station.node.id}`);
  call.done();
}

function drop(call: Call): undefined {
  call.lease?.end();
  call.endEmits();
  call.done();
}
