// `@tool`: takes notes on methods; an object that is given to an agent has its decorated methods as tools.
import { injector } from "../../stream/injection-port.js";
import { createTool, type Tool, type ToolMethodOptions } from "./create-tool.js";

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- TypeScript checks the method through M */
/** Decorates a method that takes `In` first, under the legacy and the standard compiler. */
export interface ToolDecorator<In> {
  <M extends (input: In, ...injected: never[]) => unknown>(
    target: object,
    name: string | symbol,
    method: TypedPropertyDescriptor<M>,
  ): void;
  <M extends (input: In, ...injected: never[]) => unknown>(method: M, context: ClassMethodDecoratorContext): void;
}
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

const decorators = new WeakSet();

// By the method itself: legacy and standard decorators both see it.
const notes = new WeakMap<object, ToolMethodOptions>();

/** The decorator of {@link tool} without `run`. */
export function toolDecorator(options: ToolMethodOptions): ToolDecorator<unknown> {
  const decorator = (first: object, _second: unknown, third?: TypedPropertyDescriptor<unknown>): void => {
    notes.set(third?.value ?? first, options);
  };
  decorators.add(decorator);
  return decorator;
}

/** True for what {@link toolDecorator} makes: somebody has forgotten `run`. */
export function isToolDecorator(value: object): boolean {
  return decorators.has(value);
}

/**
 * The tools of an object: its decorated methods, bound to it, marked parameters injected; those of its parent classes first.
 * A method that overrides a decorated one is the same tool. Empty where there are none.
 */
export function toolsOfObject(owner: object): Tool[] {
  const levels: object[] = [];
  for (let level: object | null = owner; level !== null && level !== Object.prototype; level = parentOf(level)) {
    levels.unshift(level);
  }
  const noted = new Map<string, ToolMethodOptions>();
  for (const [name, { value }] of levels.flatMap((one) => Object.entries(Object.getOwnPropertyDescriptors(one)))) {
    const options = typeof value === "function" ? notes.get(value as object) : undefined;
    if (options !== undefined) noted.set(name, options);
  }
  return [...noted].map(([name, options]) => {
    const run = injector().bindMethod(owner, name) as unknown as Tool["run"];
    return createTool(options.name ?? name, run, options);
  });
}

function parentOf(level: object): object | null {
  return Object.getPrototypeOf(level) as object | null;
}
