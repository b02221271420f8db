// Typed names for dependencies that are no classes: interfaces, functions, values.
import type { Token } from "../stream/injection-port.js";

/**
 * A name for a dependency, with its type; each call makes another. Containers of tsyringe take it as it is.
 *
 * ```ts
 * const SEARCH = token<SearchIndex>("search");
 * container.register(SEARCH, { useFactory: () => new SearchIndex() });
 * ```
 */
export function token<T>(description: string): Token<T> {
  return Symbol(description);
}
