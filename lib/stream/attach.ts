// Attaching: the decorated methods of an object become subscriptions, which end together.
import { MillraceError } from "../errors/millrace-error.js";
import { type Container, injector } from "./injection-port.js";
import { notesOf, subscribeNote } from "./handler-decorator.js";
import type { StreamCore } from "./stream-core.js";
import type { Subscription } from "./subscription.js";

/** An attached object: its subscriptions, which end together. */
export interface Attachment<T extends object = object> extends Disposable {
  /** The object that was attached, or built from the class that was. */
  readonly instance: T;
  readonly subscriptions: readonly Subscription[];
  readonly closed: boolean;
  unsubscribe(): void;
}

/**
 * Subscribes the decorated methods of an object, or of a class (statics included) that the container builds first.
 *
 * @throws ATTACH_TWICE, ATTACH_NOTHING, DEPENDENCY_FAILED, STREAM_CLOSED.
 */
export function attach<T extends object>(
  core: StreamCore,
  target: T | (abstract new (...args: never[]) => T),
  container: Container | undefined,
): Attachment<T> {
  const label = labelOf(target);
  const earlier = core.attachments.get(target);
  if (earlier && !earlier.closed)
    throw new MillraceError("ATTACH_TWICE", `${label} is attached to this stream already.`);
  const instance = (typeof target === "function" ? injector().build(container, target) : target) as T;
  const owners = typeof target === "function" ? [target, instance] : [instance];
  const planned = owners.flatMap((owner) => notesOf(owner).map((note) => ({ owner, note })));
  const wanted = planned.filter(({ note }) => note.core === undefined || note.core === core);
  if (wanted.length === 0) throw nothingToAttach(label, planned.length);
  const subscriptions: Subscription[] = [];
  const attachment: Attachment<T> = {
    instance,
    subscriptions,
    get closed() {
      return subscriptions.every(({ closed }) => closed);
    },
    unsubscribe() {
      for (const one of subscriptions) one.unsubscribe();
      if (core.attachments.get(target) === attachment) core.attachments.delete(target);
    },
    [Symbol.dispose]() {
      attachment.unsubscribe();
    },
  };
  try {
    for (const { owner, note } of wanted) subscriptions.push(subscribeNote(core, owner, note));
  } catch (error) {
    attachment.unsubscribe();
    throw error;
  }
  core.attachments.set(target, attachment);
  return attachment;
}

function nothingToAttach(label: string, planned: number): MillraceError {
  const why = planned > 0 ? "its decorators are bound to another stream" : "none of its methods is decorated";
  return new MillraceError("ATTACH_NOTHING", `There is nothing to attach in ${label}: ${why}.`);
}

function labelOf(target: unknown): string {
  if (typeof target === "function" && /^class\b/.test(Function.prototype.toString.call(target)))
    return `class ${target.name}`;
  if (typeof target === "object" && target !== null) return `an instance of ${target.constructor.name}`;
  throw new MillraceError(
    "ATTACH_NOTHING",
    `attach was given ${target === null ? "null" : typeof target}, which has no methods.`,
    {
      hint: "Attach an object whose methods are decorated with @subscribe, or its class.",
    },
  );
}
