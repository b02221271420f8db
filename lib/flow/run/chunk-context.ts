// The context of a chunk: what it sends and asks is awaited with its permits lent, since its own flow may have to answer.
import { type BaseEvent } from "../../event/base-event.js";
import { type InputOptions, StreamContext } from "../../stream/context.js";
import { type Lineage } from "./flow-run.js";
import { type Lease } from "./permits.js";

/** A context that lends the permits of its chunk, and counts what it sends as work of the execution. */
export class ChunkContext extends StreamContext {
  declare private readonly run: Lineage["run"];
  declare private readonly lease: Lease;

  /** From the context of what set the chunk off. */
  constructor(from: StreamContext, lineage: Lineage, lease: Lease) {
    super(from.host, from.scope, from.cause, from.depth, false, lineage, undefined);
    this.run = lineage.run;
    this.lease = lease;
  }

  override get signal(): AbortSignal {
    return this.run.signal;
  }

  override send(event: BaseEvent): Promise<boolean> {
    return this.lease.lendWhile(() => this.run.hold(() => super.send(event)));
  }

  override input(message: string, options?: InputOptions): Promise<string> {
    return this.lease.lendWhile(() => super.input(message, options));
  }
}
