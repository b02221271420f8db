// Where a setting comes from: which layer has set it, and which others have been overruled. Secrets are left out.
import { formatPath } from "../json/json-path.js";
import { namesEnv, withoutDefaults } from "./env-text.js";
import { isAppended, isBranch, mergeSettings, settingAt, type SettingTree } from "./setting-tree.js";
import { isSecret } from "./settings-schema.js";

/** A layer: who sets something, and what. */
export interface SettingLayer {
  readonly name: string;
  readonly tree: SettingTree;
}

/** Where a setting comes from. Secrets stand as `[redacted]`. */
export interface SettingExplanation {
  /** Without alias. */
  readonly path: string;
  /** Undefined where nobody has set it. */
  readonly value: unknown;
  /** The nearest layer that has set it. */
  readonly from: string | undefined;
  /** Layers further away that the value is made of as well: for branches, and for lists that were appended to. */
  readonly with: readonly string[];
  /** What other layers had set, nearest first, as it was written. */
  readonly shadowed: readonly { readonly from: string; readonly value: unknown }[];
  /** The value as it was written, where variables of the environment are in it. */
  readonly written?: unknown;
}

/** All layers in one tree, as written. `layers` has the nearest first. */
export function mergedLayers(layers: readonly SettingLayer[]): unknown {
  return layers.reduceRight<unknown>((below, { tree }) => mergeSettings(below, tree), {});
}

/** Where the setting comes from. `value` is what it came to. */
export function explainSetting(
  layers: readonly SettingLayer[],
  segments: readonly string[],
  value: unknown,
): SettingExplanation {
  const parts: string[] = [];
  const shadowed: { from: string; value: unknown }[] = [];
  let nearer: unknown; // what the layer before has written; undefined while there is none
  let closed = false;
  for (const { name, tree } of layers) {
    const written = settingAt(tree, segments);
    if (written === undefined) continue;
    closed ||= nearer !== undefined && !joins(nearer, written);
    if (closed) shadowed.push({ from: name, value: redacted(written, segments) });
    else parts.push(name);
    nearer = written;
  }
  const [from, ...others] = parts;
  const written = settingAt(mergedLayers(layers), segments);
  const shown = redacted(written, segments);
  return {
    path: formatPath(segments),
    value: redacted(value, segments),
    from,
    with: others,
    shadowed,
    ...(hasEnv(written) && { written: shown }),
  };
}

function joins(nearer: unknown, further: unknown): boolean {
  if (isAppended(nearer)) return Array.isArray(further) || isAppended(further);
  return isBranch(nearer) && isBranch(further) && !isAppended(further);
}

function hasEnv(value: unknown): boolean {
  if (typeof value === "string") return namesEnv(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasEnv);
}

const REDACTED = "[redacted]";

/** The value without its secrets; the names of variables stay. */
export function redacted(value: unknown, segments: readonly string[]): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => redacted(item, segments));
  if (isAppended(value)) return { $append: redacted(value.$append, segments) };
  if (isBranch(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, redacted(inner, [...segments, name])]),
    );
  }
  if (typeof value !== "string") return value;
  if (isSecret(segments)) return namesEnv(value) ? namesOf(value) : REDACTED;
  return withoutLogin(value);
}

/** A secret that is nothing but variables shows their names. */
function namesOf(text: string): string {
  const names = withoutDefaults(text);
  return /^(?:Bearer )?\$\{ENV\.\w+\}$/.test(names) ? names : REDACTED;
}

/** An address without the password in it. */
function withoutLogin(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/i, `$1${REDACTED}@`);
}
