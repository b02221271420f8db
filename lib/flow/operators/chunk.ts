// A chunk in its place: permits, start, attempts, end or failure. The start is an event that may be replaced or suppressed.
import { MillraceError } from "../../errors/millrace-error.js";
import { DELIVERED } from "../../stream/delivery.js";
import type { ChunkNode } from "../definition/blueprint.js";
import type { Resume } from "../definition/chunk-data.js";
import { Pause } from "../definition/pause.js";
import { ChunkEnded, ChunkStarted } from "../flow-events.js";
import { attempt, invoke } from "../run/attempts.js";
import { Call, type Replay } from "../run/call.js";
import { EndedWork } from "../run/ended-work.js";
import { failNode } from "../run/fail-node.js";
import type { FlowRun } from "../run/flow-run.js";
import { Lease } from "../run/permits.js";
import type { Place, Ticket } from "../run/place.js";
import type { Station } from "../run/plan.js";
import type { SavedCall } from "../snapshot/snapshot.js";
import type { Operator } from "./operator.js";

type ChunkStation = Station<ChunkNode>;

const NOW = Promise.resolve();

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
  if (run.wants(ChunkEnded)) new EndedWork(station, output, place).tell();
  else run.pass(station.ended, output, place, station.endedRoute);
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

// The first call that comes of one that has just finished is run right behind it: a step of a chain costs one turn of the
// microtask queue, and nothing else. One of its own execution: those of others have their own asynchronous contexts.
let takingFor: FlowRun | undefined;
let taken: Call | undefined;
/** Calls that begin in one turn; undefined while each has a turn of its own. */
let together: Call[] | undefined;

// A handler never runs inside the call that set it off, and loops do not grow the stack: a call that nobody takes over
// begins in a turn of its own. Permits are queued for where calls begin, so that chains at one place keep their order.
function begin(call: Call): void {
  const { lease } = call;
  const isTaken = lease === undefined && takingFor === call.run;
  takingFor = undefined; // the first or none: who comes later must not overtake it
  if (isTaken) taken = call;
  else if (lease !== undefined) void (lease.take() ?? NOW).then(() => drive(call));
  else if (together !== undefined) together.push(call);
  else void NOW.then(() => drive(call));
}

/** Does what many calls come of at once: they begin in one turn of the microtask queue. */
export function beginTogether(step: () => void): void {
  const calls: Call[] = [];
  const outer = together;
  together = calls;
  try {
    step();
  } finally {
    together = outer;
  }
  if (calls.length > 0) void NOW.then(() => calls.forEach(drive));
}

function stopTaking(): Call | undefined {
  const call = taken;
  takingFor = undefined;
  taken = undefined;
  return call;
}

// At the top of the stack. Callbacks, not an asynchronous function: that would be made anew for each call.
function drive(call: Call): void {
  if (!call.live) {
    drop(call);
    return;
  }
  const admitted = !call.run.wants(ChunkStarted) || announce(call);
  if (admitted === true) work(call);
  else if (admitted === false) skip(call);
  else
    void admitted.then((goesOn) => {
      if (goesOn) work(call);
      else skip(call);
    });
}

function work(call: Call): void {
  let output: Promise<unknown>;
  try {
    output = Promise.resolve(isPlain(call.station.node) ? invoke(call, call.value) : attempt(call));
  } catch (error) {
    fail(call, error);
    return;
  }
  void output.then(
    (value) => {
      finish(call, value);
    },
    (error: unknown) => {
      fail(call, error);
    },
  );
}

function finish(call: Call, output: unknown): void {
  let next: Call | undefined;
  try {
    next = end(call, output);
  } catch (error) {
    fail(call, error);
    return;
  }
  if (next !== undefined) drive(next);
}

// True for a chunk that is nothing but its function: most are.
function isPlain({ chunk: one, timeoutMs, retry }: ChunkNode): boolean {
  return (
    one.valueSchema === undefined && one.outputSchema === undefined && timeoutMs === undefined && retry === undefined
  );
}

// Sends the start over the bus. The link behind the interrupters admits it; without them calling it, it is skipped. What
// a hearer of it throws fails the subtree. Answered at once where everybody is done at once.
function announce(call: Call): boolean | Promise<boolean> {
  const { run, station, place, value } = call;
  const { id, chunk: one } = station.node;
  const started = new ChunkStarted(run.flow, run.id, id, one.name, value, place.scope.path);
  const start = new Start(call);
  const sent = place.send(started, start);
  if (sent === DELIVERED) return start.admitted && call.live;
  return sent.then(
    () => start.admitted && call.live,
    (error: unknown) => {
      place.subtree.fail(error);
      return false;
    },
  );
}

/** The start of a call on its way over the bus: the value may come back as another. */
class Start implements Ticket {
  admitted = false;

  constructor(private readonly call: Call) {}

  admit(value: unknown, place: Place): void {
    const { call } = this;
    this.admitted = true;
    call.value = value;
    call.place = place.ticket === undefined && place.subtree === call.subtree ? place : place.under(call.subtree);
  }
}

// What follows the handler. The answer is the next call, which is started behind it.
function end(call: Call, output: unknown): Call | undefined {
  call.lease?.end();
  call.endEmits();
  if (!call.live) {
    drop(call);
    return undefined;
  }
  takingFor = call.run;
  try {
    follow(call, output);
  } catch (error) {
    const left = stopTaking();
    if (left) begin(left);
    throw error;
  }
  return stopTaking();
}

function follow(call: Call, output: unknown): void {
  const { station, place } = call;
  const { run } = place;
  if (output instanceof Pause || call.pause !== undefined) pause(call, output);
  else if (run.wants(ChunkEnded)) {
    const ended = new EndedWork(station, output, place);
    call.done(); // before it is told: it is one or the other in a snapshot
    ended.tell();
  } else {
    call.returned = true;
    call.value = output;
    run.pass(station.ended, output, place, station.endedRoute);
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

function drop(call: Call): void {
  call.lease?.end();
  call.endEmits();
  call.done();
}
