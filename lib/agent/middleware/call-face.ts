// What a call is to whoever approves it: canonical JSON to show, and a digest that stands for it.
import { createHash } from "node:crypto";

/** What a call comes to for whoever approves it. */
export interface CallFace {
  readonly json: string;
  readonly digest: string;
}

/** The arguments of a call as canonical JSON, and the digest of the call. Throws TOOL_ARGUMENTS_INVALID. */
export function faceOf({ name, args }: { readonly name: string; readonly args: unknown }): CallFace {
  const json = canonicalJson(args);
  const digest = createHash("sha256")
    .update(JSON.stringify([name, json]))
    .digest("hex");
  return { json, digest };
}

// One text for one value: keys in order, and nothing in it that a display would hide or turn around.
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return escaped(JSON.stringify(value));
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${escaped(JSON.stringify(key))}:${canonicalJson(inner)}`).join(",")}}`;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(json: string): string {
  return json.replace(UNSEEN, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
