// Settings in layers: the package, an agent, a request. The nearest layer that has set something is heard.
import { MillraceError } from "../../errors/millrace-error.js";
import { formatPath } from "../json/json-path.js";
import { resolveSetting, schemaAt } from "./check-setting.js";
import {
  explainSetting,
  mergedLayers,
  redacted,
  type SettingExplanation,
  type SettingLayer,
} from "./explain-setting.js";
import {
  settingSegments,
  type SettingInput,
  type SettingPath,
  type SettingsInput,
  type SettingValue,
  withoutAlias,
} from "./setting-path.js";
import {
  copyPlain,
  isBranch,
  mergeSettings,
  settingAt,
  type SettingTree,
  treeOf,
  withoutSetting,
} from "./setting-tree.js";
import { SettingsSnapshot } from "./settings-snapshot.js";

const NOTHING: SettingTree = Object.freeze({});

/**
 * One layer of settings over another. What is not set here is read from the parent, at the moment of reading.
 *
 * Objects are merged; everything else takes the place of what is below, lists and null included: null takes a setting away
 * that a parent has. `{ $append: […] }` adds to the list of a parent instead.
 */
export class Settings {
  readonly name: string;
  readonly #parent: Settings | undefined;
  #tree = NOTHING;

  constructor(name: string, parent?: Settings) {
    this.name = name;
    this.#parent = parent;
  }

  /**
   * Sets a value in this layer: of a branch, those that are named. `${ENV.NAME}` in a text stands for a variable of the
   * environment, which has to be there now and is read again whenever the setting is.
   *
   * @throws SETTINGS_INVALID for a name that nobody knows, with the nearest one, and for a value that cannot be.
   * @throws SETTINGS_ENV_MISSING for a variable that is not set, unless a default is named: `${ENV.NAME:-default}`.
   */
  set<P extends SettingPath>(path: P, value: SettingInput<P>): this {
    return this.put(settingSegments(path), value);
  }

  /** Sets everything that is named. Errors as of {@link set}; none of it is set then. */
  merge(values: SettingsInput): this {
    return this.put([], values);
  }

  /** Adds to the list of a parent, or to the one of this layer. Errors as of {@link set}. */
  append(path: SettingPath, ...items: readonly unknown[]): this {
    return this.put(settingSegments(path), { $append: items });
  }

  /** Takes back what this layer has set, so that the parent is heard again. */
  unset(path: SettingPath): this {
    const segments = settingSegments(path);
    schemaAt(segments);
    this.#tree = withoutSetting(this.#tree, segments);
    return this;
  }

  /**
   * What is set, by this layer or the nearest one below; undefined where nobody has set it, null where somebody has taken it
   * away. Errors as of {@link set}, for a variable that has gone or changed.
   */
  get<P extends SettingPath>(path: P): SettingValue<P> {
    return this.read(settingSegments(path)) as SettingValue<P>;
  }

  /** What is set and who has set it. Secrets are left out. */
  explain(path: SettingPath): SettingExplanation {
    const segments = settingSegments(path);
    return explainSetting(this.layers(), segments, this.read(segments));
  }

  /** Everything as it is now, frozen, variables resolved. Later changes of any layer do not reach it. */
  snapshot(): SettingsSnapshot {
    return new SettingsSnapshot(this.layers(), this.read([]));
  }

  /** Sets values until the result is disposed, which brings back what this layer had. `fresh`: and nothing else of it. */
  override(values: SettingsInput, { fresh = false }: { readonly fresh?: boolean } = {}): Disposable {
    const before = this.#tree;
    const restore = (): void => {
      this.#tree = before;
    };
    if (fresh) this.#tree = NOTHING;
    try {
      this.merge(values);
    } catch (error) {
      restore();
      throw error;
    }
    return { [Symbol.dispose]: restore };
  }

  /** What is set, as it was written; secrets are left out. */
  toJSON(): unknown {
    return redacted(mergedLayers(this.layers()), []);
  }

  private put(segments: readonly string[], value: unknown): this {
    if (value === undefined) {
      throw new MillraceError("SETTINGS_INVALID", `The setting ${formatPath(segments)} was given undefined.`, {
        hint: "null takes a setting away; unset(path) takes back what was set here.",
      });
    }
    const plain = copyPlain(value, segments);
    const copy = segments.length === 0 ? withoutAliases(plain) : plain;
    resolveSetting(segments, copy);
    this.#tree = mergeSettings(this.#tree, treeOf(segments, copy), true) as SettingTree;
    return this;
  }

  private read(segments: readonly string[]): unknown {
    schemaAt(segments);
    const written = settingAt(mergedLayers(this.layers()), segments);
    return written === undefined ? undefined : copyPlain(resolveSetting(segments, written), segments);
  }

  /** The nearest first. */
  private layers(): SettingLayer[] {
    return [{ name: this.name, tree: this.#tree }, ...(this.#parent?.layers() ?? [])];
  }
}

// Several names of one branch come together.
function withoutAliases(values: unknown): unknown {
  if (!isBranch(values)) return values;
  return Object.entries(values).reduce<unknown>(
    (all, [name, value]) => mergeSettings(all, treeOf(withoutAlias([name]), value), true),
    NOTHING,
  );
}
