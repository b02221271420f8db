/** What the house specs read: the repository's files, its package.json and the doors named there. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readText("package.json")) as Manifest;

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The .ts files under a folder of the repository, as paths from its root, sorted. */
export function typeScriptFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes("node_modules"))
    .sort();
}

export interface Door {
  /** What a user imports: `millrace`, `millrace/rxjs` … */
  readonly specifier: string;
  /** The source file behind it, from the root. */
  readonly file: string;
}

export const doors: readonly Door[] = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
  const file = typeof target === "string" ? undefined : target["millrace-source"];
  return file === undefined ? [] : [{ specifier: manifest.name + subpath.slice(1), file: file.slice(2) }];
});
