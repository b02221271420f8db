// Text or data → JSON of a blueprint, checked for its shape; what its names and routes mean is asked elsewhere.
import { listIssues } from "../../event/event-shape.js";
import { badBlueprint, type BlueprintJson, blueprintSchema } from "./blueprint-schema.js";

/** Checks the shape. Throws BLUEPRINT_INVALID with the path to what is wrong. */
export function parseBlueprint(given: unknown): BlueprintJson {
  const json = typeof given === "string" ? parseText(given) : given;
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw badBlueprint("", "it is no object");
  const { kind, version } = json as { readonly kind?: unknown; readonly version?: unknown };
  if (kind !== "millrace.blueprint") {
    throw badBlueprint("kind", `is ${shown(kind)}`, { hint: 'A blueprint says "kind": "millrace.blueprint".' });
  }
  if (version !== 1) {
    const newer = typeof version === "number" && version > 1;
    throw badBlueprint("version", `is ${shown(version)}, and this Millrace reads version 1`, {
      hint: newer
        ? "Update Millrace, or save the flow with this version."
        : "Save the flow again: flow.saveBlueprint().",
    });
  }
  return checkShape(json);
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw badBlueprint("", "it is no JSON", {
      cause,
      hint: "Pass the text whole, as JSON.stringify(flow.saveBlueprint()) gave it; YAML is read by millrace/yaml.",
    });
  }
}

function checkShape(json: object): BlueprintJson {
  const parsed = blueprintSchema.safeParse(json);
  if (parsed.success) return parsed.data as BlueprintJson;
  const path = pathText(parsed.error.issues[0]?.path ?? []);
  throw badBlueprint("", `\n${listIssues(parsed.error)}`, {
    cause: parsed.error,
    details: { path, issues: parsed.error.issues },
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${String(step)}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  return typeof value === "number" ? String(value) : `of the type ${value === null ? "null" : typeof value}`;
}
