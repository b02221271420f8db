// The context of a chunk: what it sends and asks is awaited with its permits lent, since its own flow may have to answer.
import type { BaseEvent } from "../../event/base-event.js";
import type { ContextScope } from "../../stream/context-scope.js";
import { type InputOptions, StreamContext } from "../../stream/context.js";
import type { Call } from "./call.js";
import { EventWork } from "./event-work.js";

/** A context that lends the permits of its chunk, and counts what it sends as work of the execution. */
export class ChunkContext extends StreamContext {
  declare private readonly call: Call;

  constructor(call: Call) {
    const { place } = call;
    super(place.run.host, undefined, place.cause, place.depth, false, place, undefined);
    this.call = call;
  }

  override get scope(): ContextScope {
    return (this.usedScope ??= this.call.place.conversation ?? this.call.run.conversation);
  }

  override get signal(): AbortSignal {
    return this.call.signal;
  }

  /** Resolves when the event is delivered and everything that the execution does about it is done. */
  override async send(event: BaseEvent): Promise<boolean> {
    let delivered = true;
    await this.call.awaited((place) => {
      void new EventWork(event, place).send(this).then((answer) => {
        delivered = answer;
      });
    });
    return delivered;
  }

  override input(message: string, options?: InputOptions): Promise<string> {
    const ask = (): Promise<string> => super.input(message, options);
    return this.call.lease ? this.call.lease.lendWhile(ask) : ask();
  }
}
