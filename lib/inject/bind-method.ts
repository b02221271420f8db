// A decorated method as a handler: marked parameters are injected, the others take the event, then the context.
import "reflect-metadata";
import { MillraceError } from "../errors/millrace-error.js";
import { type Context, StreamContext } from "../stream/context.js";
import type { Handler } from "../stream/subscription.js";
import { type Slot, withSlots } from "./call-injected.js";
import { markedParameters, specOf } from "./marker.js";

/** The handler that calls `owner[name]`. */
export function bindMethod(owner: object, name: string | symbol): Handler {
  const holder = typeof owner === "function" ? (owner as { name: string }).name : owner.constructor.name;
  const label = `${holder}.${String(name)}`;
  const method = (owner as Record<string | symbol, unknown>)[name];
  if (!isMethod(method)) {
    throw new MillraceError("HANDLER_INVALID", `${label} is decorated and is a ${typeof method} by now, no method.`);
  }
  const marked = markedParameters(owner, name);
  checkUnmarked(owner, name, label, method.length, marked);
  if (marked.size === 0) return (event, context) => method.call(owner, event, context);
  const indices = [...marked.keys()].sort((left, right) => left - right);
  const slots: Slot[] = indices.map((index) => ({
    parameter: `parameter ${String(index + 1)}`,
    spec: specOf(marked.get(index), label),
  }));
  const last = Math.max(1, ...indices);
  const places = Array.from({ length: last + 1 }, (_, index) => indices.indexOf(index));
  const done = (values: readonly unknown[], event: unknown, context: Context): unknown => {
    const given: unknown[] = [event, context];
    const args = places.map((place) => (place >= 0 ? values[place] : given.shift()));
    return method.apply(owner, [...args, ...given]); // the context may stand behind the last marked one
  };
  return (event, context: Context) => withSlots(slots, label, event, context, undefined, done);
}

function isMethod(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}

// Two parameters need no marker: the first takes the event, the second the context. A third, or one whose emitted type is
// a class, has lost its marker, and would get the context in silence.
function checkUnmarked(
  owner: object,
  name: string | symbol,
  label: string,
  length: number,
  marked: ReadonlyMap<number, unknown>,
): void {
  const types = Reflect.getMetadata("design:paramtypes", owner, name) as readonly unknown[] | undefined;
  const unmarked = Array.from({ length }, (_, index) => index).filter((index) => !marked.has(index));
  const lost = unmarked[2] ?? (isClassType(types?.[unmarked[1] ?? -1]) ? unmarked[1] : undefined);
  if (lost === undefined) return;
  throw new MillraceError(
    "DECORATOR_MISUSED",
    `Parameter ${String(lost + 1)} of ${label} is neither the event nor the context, and has no marker.`,
    {
      hint: "Mark it with @Inject(…), @Variable(…) or @Depends(…).",
    },
  );
}

// Interfaces, unions and the like are emitted as Object; the context is an interface.
function isClassType(type: unknown): boolean {
  return (
    typeof type === "function" &&
    type !== Object &&
    !(StreamContext.prototype instanceof type) &&
    type !== StreamContext
  );
}
