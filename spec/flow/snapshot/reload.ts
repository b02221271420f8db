/** A restart as specs do it: the text of a snapshot goes into a new execution of a flow, maybe of another process. */
import {
  type Execution,
  type ExecutionOptions,
  type ExecutionSnapshot,
  type FlowContract,
  type TriggerFlow,
} from "millrace";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** A new execution that has taken up a snapshot. */
export function reload<C extends FlowContract>(
  flow: TriggerFlow<C>,
  saved: ExecutionSnapshot,
  options: ExecutionOptions = {},
): Execution<C> {
  const execution = flow.createExecution(options);
  execution.load(JSON.stringify(saved));
  return execution;
}

/** A door that chunks wait at, so that something is under way when a snapshot is taken. */
export class Door {
  /** Who has come to it, and with what. */
  readonly came: unknown[] = [];
  private readonly opened = createDeferred<undefined>();
  private readonly first = createDeferred<undefined>();

  /** Resolves when somebody stands before it. */
  get reached(): Promise<undefined> {
    return this.first.promise;
  }

  async pass<T>(value: T): Promise<T> {
    this.came.push(value);
    this.first.resolve(undefined);
    await this.opened.promise;
    return value;
  }

  open(): void {
    this.opened.resolve(undefined);
  }
}

/** The error that something throws. */
export function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Saves an execution as soon as somebody stands before the door, as if its process had died there. */
export async function killed(define: (door: Door) => TriggerFlow, input?: unknown): Promise<ExecutionSnapshot> {
  const door = new Door();
  const execution = define(door).createExecution();
  void execution.start(input);
  await door.reached;
  await breath();
  const saved = execution.save();
  await execution.cancel();
  return saved;
}

/** A door that lets everybody through. */
export function open(): Door {
  const door = new Door();
  door.open();
  return door;
}
