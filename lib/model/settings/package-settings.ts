// The settings of the whole process: the layer below all agents.
import type { SettingsInput } from "./setting-path.js";
import { Settings } from "./settings.js";

/** What holds for every agent and request of the process that says nothing else. */
export const settings = new Settings("package");

/**
 * For specs: the package as if nothing had been set but this, until the result is disposed. Errors as of
 * {@link Settings.set}.
 */
export function freshSettings(values: SettingsInput = {}): Disposable {
  return settings.override(values, { fresh: true });
}
