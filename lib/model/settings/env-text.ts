// Variables of the environment in settings: `${ENV.NAME}`, or with a default `${ENV.NAME:-default}`.
import { MillraceError } from "../../errors/millrace-error.js";

const PLACEHOLDER = /\$\{ENV\.([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** True for a text that names variables of the environment. */
export function namesEnv(text: string): boolean {
  return text.includes("${ENV");
}

/**
 * The text with each variable's value in its place. A variable that is empty counts as not set.
 *
 * @throws SETTINGS_ENV_MISSING, with variable and path. SETTINGS_INVALID for a placeholder that is none.
 */
export function resolveEnv(text: string, path: string): string {
  const resolved = text.replaceAll(PLACEHOLDER, (_all, variable: string, fallback: string | undefined) => {
    const value = process.env[variable];
    if (value !== undefined && value !== "") return escapeMark(value);
    if (fallback !== undefined) return escapeMark(fallback);
    const what = value === undefined ? "is not set" : "is empty";
    throw new MillraceError(
      "SETTINGS_ENV_MISSING",
      `The setting ${path} needs the variable ${variable}, which ${what}.`,
      {
        hint: `Set ${variable}, or give a default: \${ENV.${variable}:-default}.`,
        details: { variable, path },
      },
    );
  });
  if (namesEnv(resolved)) {
    throw new MillraceError("SETTINGS_INVALID", `The setting ${path} has a placeholder that cannot be read.`, {
      hint: "Write ${ENV.NAME} or ${ENV.NAME:-default}.",
      details: { path },
    });
  }
  return resolved.replaceAll(MARK, "${ENV");
}

/** The text with the defaults left out, which may be secrets. */
export function withoutDefaults(text: string): string {
  return text.replaceAll(PLACEHOLDER, (_all, variable: string) => `\${ENV.${variable}}`);
}

// A value is never looked into for further variables.
const MARK = "\u0000ENV";
const escapeMark = (value: string): string => value.replaceAll("${ENV", MARK);
