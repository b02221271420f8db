// Settings at one moment: what a request goes by, whatever is set while it runs.
import { formatPath } from "../json/json-path.js";
import { schemaAt } from "./check-setting.js";
import { explainSetting, redacted, type SettingExplanation, type SettingLayer } from "./explain-setting.js";
import {
  type SettingOptions,
  settingSegments,
  type SettingPath,
  type SettingsValues,
  type SettingValue,
} from "./setting-path.js";
import { isBranch, settingAt, withoutNulls } from "./setting-tree.js";
import type { SettingsShape } from "./settings-schema.js";

/** All settings as they were, and who had set them. Nothing in it changes. Its JSON and its inspection hold no secrets. */
export class SettingsSnapshot {
  readonly #layers: readonly SettingLayer[];
  readonly #values: unknown;

  /** `layers` has the nearest first; `values` is what they came to, frozen. */
  constructor(layers: readonly SettingLayer[], values: unknown) {
    this.#layers = layers;
    this.#values = values;
  }

  /** Everything that is set, with secrets. */
  get values(): SettingsValues {
    return this.#values as SettingsValues;
  }

  /** What is set in a branch, without what has been taken away: fit to be given as options. Has secrets. */
  options<B extends keyof SettingsShape>(branch: B): SettingOptions<B> {
    return (withoutNulls(settingAt(this.#values, [branch])) ?? {}) as SettingOptions<B>;
  }

  /** For each value that is set, the layer that has set it. */
  get sources(): Readonly<Record<string, string>> {
    const sources: Record<string, string> = {};
    for (const segments of leavesOf(this.#values, [])) {
      const { from } = explainSetting(this.#layers, segments, undefined);
      if (from !== undefined) sources[formatPath(segments)] = from;
    }
    return sources;
  }

  /**
   * What was set; undefined where nobody had set it, null where somebody had taken it away.
   *
   * @throws SETTINGS_INVALID for a name that nobody knows.
   */
  get<P extends SettingPath>(path: P): SettingValue<P> {
    return this.read(settingSegments(path)) as SettingValue<P>;
  }

  /** What was set and who had set it. Secrets are left out. */
  explain(path: SettingPath): SettingExplanation {
    const segments = settingSegments(path);
    return explainSetting(this.#layers, segments, this.read(segments));
  }

  /** Values and their layers, without secrets: enough to say what a run went by. */
  toJSON(): { readonly values: unknown; readonly sources: Readonly<Record<string, string>> } {
    return { values: redacted(this.#values, []), sources: this.sources };
  }

  private read(segments: readonly string[]): unknown {
    schemaAt(segments);
    return settingAt(this.#values, segments);
  }
}

function leavesOf(value: unknown, segments: readonly string[]): (readonly string[])[] {
  if (!isBranch(value)) return [segments];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...segments, name]));
}
