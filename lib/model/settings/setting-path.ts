// Paths of settings: as text with dots, with aliases, and as types.
import { MillraceError } from "../../errors/millrace-error.js";
import type { FieldPath, FieldValue } from "../contract/typed-paths.js";
import { SETTING_ALIASES, type SettingsShape } from "./settings-schema.js";

type Aliases = typeof SETTING_ALIASES;
type Own = FieldPath<SettingsShape>;
type Tail<Path extends string, Branch extends string> = Path extends `${Branch}${infer Rest}` ? Rest : never;

/** A path of a setting: `"OpenAICompatible.baseUrl"`, or with an alias, `"OpenAI.baseUrl"`. */
export type SettingPath =
  | Exclude<Own, `${string}[${string}`>
  | { [A in keyof Aliases]: `${A}${Tail<Exclude<Own, `${string}[${string}`>, Aliases[A]>}` }[keyof Aliases];

type Canonical<Path extends string> = Path extends keyof Aliases
  ? Aliases[Path]
  : Path extends `${infer A extends keyof Aliases}.${infer Rest}`
    ? `${Aliases[A]}.${Rest}`
    : Path;

/** A text with variables of the environment in it: `${ENV.NAME}` or `${ENV.NAME:-default}`. */
export type EnvText = `${string}\${ENV.${string}`;

type Readable<V> = V extends readonly (infer E)[]
  ? readonly E[]
  : V extends object
    ? { readonly [K in keyof V]?: Readable<V[K]> | null }
    : V;

type Writable<V> = V extends readonly (infer E)[]
  ? readonly E[] | { readonly $append: readonly E[] } | null
  : V extends object
    ? { readonly [K in keyof V]?: Writable<V[K]> | undefined }
    : unknown extends V
      ? V
      : V | EnvText | null;

/** What is read at a path: of a branch, what is set in it; null where somebody has taken the setting away. */
export type SettingValue<Path extends string> = Readable<FieldValue<SettingsShape, Canonical<Path>>> | null | undefined;

/** What may be set at a path: a value, null, a text with variables of the environment; of a branch, some of it. */
export type SettingInput<Path extends string> = Writable<FieldValue<SettingsShape, Canonical<Path>>>;

/** Some of all settings. */
export type SettingsInput = Writable<SettingsShape> & {
  readonly [A in keyof Aliases]?: Writable<SettingsShape[Aliases[A]]>;
};

/** What is set, as it is read. */
export type SettingsValues = Readable<SettingsShape>;

/** The settings of a branch as options: those that are set to a value. */
export type SettingOptions<Branch extends keyof SettingsShape> = Options<SettingsShape[Branch]>;

type Options<V> = V extends readonly (infer E)[]
  ? readonly E[]
  : V extends object
    ? { readonly [K in keyof V]?: Options<V[K]> }
    : V;

const STEP = /\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/y;

/**
 * The names on a path, the first one without alias. `""` is the root. A name with dots stands in brackets:
 * `headers["x.y"]`.
 *
 * @throws SETTINGS_INVALID for what is no path.
 */
export function settingSegments(path: string): string[] {
  const segments: string[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    if (segments.length > 0 && path[STEP.lastIndex] === ".") STEP.lastIndex++;
    const at = STEP.lastIndex;
    const step = STEP.exec(path);
    if (!step) throw notAPath(path, at);
    segments.push(step[2] ?? (JSON.parse(`"${step[1] ?? ""}"`) as string));
  }
  return withoutAlias(segments);
}

/** The names on a path, the first one as it is stored. */
export function withoutAlias(segments: readonly string[]): string[] {
  const [first, ...rest] = segments;
  if (first === undefined) return [];
  return [Object.hasOwn(SETTING_ALIASES, first) ? SETTING_ALIASES[first as keyof Aliases] : first, ...rest];
}

function notAPath(path: string, at: number): MillraceError {
  return new MillraceError(
    "SETTINGS_INVALID",
    `${JSON.stringify(path)} is no path of a setting, from character ${String(at)} on.`,
    {
      hint: 'Write names with dots between them, "OpenAICompatible.baseUrl".',
      details: { path },
    },
  );
}
