// Where in an execution a value is under way: in which subtree and fan-outs, and caused by what.
import type { BaseEvent } from "../../event/base-event.js";
import type { ContextScope } from "../../stream/context-scope.js";
import { StreamContext } from "../../stream/context.js";
import type { FlowRun } from "./flow-run.js";
import type { Item } from "./item.js";
import type { Scope } from "./scope.js";
import type { Subtree } from "./subtree.js";

/** What waits for an event of the execution to come through the interrupters: the start of a chunk, a signal, an end. */
export interface Ticket {
  /** It has, with this value and cause. */
  admit(value: unknown, place: Place): void;
}

/** A place; also the lineage that the bus hands on to everything that is caused from here. */
export class Place {
  declare readonly run: FlowRun;
  declare readonly subtree: Subtree;
  declare readonly scope: Scope;
  /** The item in whose place in a window this runs; undefined without one, and for what is posted out of a body. */
  declare readonly item: Item | undefined;
  /** The event that brought the value here; undefined where none was built. */
  declare readonly cause: BaseEvent | undefined;
  /** How many deliveries it is nested in. */
  declare readonly depth: number;
  /** The scope of the conversation that it belongs to; undefined for the execution's own. */
  declare readonly conversation: ContextScope | undefined;
  /** What is on its way over the bus from here. */
  declare readonly ticket: Ticket | undefined;

  constructor(
    run: FlowRun,
    subtree: Subtree,
    scope: Scope,
    item: Item | undefined,
    cause: BaseEvent | undefined,
    depth: number,
    conversation: ContextScope | undefined,
    ticket: Ticket | undefined,
  ) {
    this.run = run;
    this.subtree = subtree;
    this.scope = scope;
    this.item = item;
    this.cause = cause;
    this.depth = depth;
    this.conversation = conversation;
    this.ticket = ticket;
  }

  /** The same in other fan-outs. */
  within(scope: Scope, item: Item | undefined): Place {
    const { run, subtree, cause, depth, conversation } = this;
    return new Place(run, subtree, scope, item, cause, depth, conversation, undefined);
  }

  /** The same as part of another subtree. */
  under(subtree: Subtree): Place {
    const { run, scope, item, cause, depth, conversation } = this;
    return new Place(run, subtree, scope, item, cause, depth, conversation, undefined);
  }

  /** Where something is posted to: nobody but the execution waits for it, and no item holds a place for it. */
  posted(): Place {
    const { run, scope, cause, depth, conversation } = this;
    const { posted } = scope;
    const isPosted = this.subtree === run.root && posted === scope && this.item === undefined;
    if (isPosted && this.ticket === undefined) return this; // as in a loop that posts its next turn
    return new Place(run, run.root, posted, undefined, cause, depth, conversation, undefined);
  }

  /** The same, caused by an event that is being delivered. */
  causedBy(event: BaseEvent, depth: number): Place {
    const { run, subtree, scope, item, conversation } = this;
    return new Place(run, subtree, scope, item, event, depth, conversation, undefined);
  }

  /** The same, for an event on its way. */
  withTicket(ticket: Ticket): Place {
    const { run, subtree, scope, item, cause, depth, conversation } = this;
    return new Place(run, subtree, scope, item, cause, depth, conversation, ticket);
  }

  /** Sends an event of the execution from here. `ticket`: what waits for it to come through. */
  send(event: BaseEvent, ticket?: Ticket): Promise<boolean> {
    const { run, cause, depth } = this;
    const lineage = ticket === undefined ? this : this.withTicket(ticket);
    return run.host.sendAs(event, this.conversation ?? run.conversation, cause, depth, lineage);
  }

  /** A context from which events of the execution are sent. */
  context(): StreamContext {
    const { run, cause, depth } = this;
    return new StreamContext(run.host, this.conversation ?? run.conversation, cause, depth, false, this, undefined);
  }
}
