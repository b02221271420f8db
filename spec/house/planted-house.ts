/**
 * A small house in a temporary folder, under the real lint configuration, for planting violations in.
 *
 * Every floor holds one clean file, and the foreign libraries are empty stand-ins, so that the specs neither depend on
 * what lib holds today nor touch the working tree.
 */
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { loadESLint } from "eslint";

const repository = resolve(import.meta.dirname, "../..");
const configFiles = [".eslintrc.cjs", "tsconfig.json", "package.json"];
const foreignLibraries = [
  ...["rxjs", "tsyringe", "reflect-metadata", "zod", "vitest"],
  ...["@opentelemetry/api", "@modelcontextprotocol/client"],
];
const standInFolders = foreignLibraries.map((name) => name.split("/")[0]);
const standIns = ["lib/index.ts", "lib/rxjs.ts", "lib/testing/index.ts", "lib/testing/kit.ts"];

export const folders = [
  ...["errors", "primitives", "event", "filter", "stream", "inject", "storage", "model"],
  ...["flow", "agent", "distributed", "inspector", "serve", "filesystem", "telemetry", "mcp", "names"],
];

export interface Report {
  readonly rule: string;
  readonly message: string;
}

export interface PlantedHouse {
  /** What the lint says about each file, by its path in the house. */
  lint(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, readonly Report[]>>;
  remove(): Promise<void>;
}

export async function plantHouse(): Promise<PlantedHouse> {
  // The real path, since the resolver follows links and rules compare paths.
  const root = await realpath(await mkdtemp(join(tmpdir(), "planted-house-")));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };

  for (const file of configFiles) await cp(join(repository, file), join(root, file));
  await mkdir(join(root, "node_modules"));
  for (const name of await readdir(join(repository, "node_modules"))) {
    if (name.startsWith(".") || standInFolders.includes(name)) continue;
    await symlink(join(repository, "node_modules", name), join(root, "node_modules", name));
  }
  for (const name of foreignLibraries) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    await write(`node_modules/${name}/index.js`, "exports.thing = 1;\n");
    await write(`node_modules/${name}/index.d.ts`, "export declare const thing: number;\n");
  }
  for (const folder of folders) await write(`lib/${folder}/clean.ts`, `export const ${folder} = 1;\n`);
  for (const file of standIns) await write(file, "export const door = 1;\n");

  return {
    async lint(files) {
      for (const [path, text] of Object.entries(files)) await write(path, text);
      const ESLint = await loadESLint({ useFlatConfig: false });
      const eslint = new ESLint({ cwd: root, resolvePluginsRelativeTo: repository, extensions: [".ts"] });
      const results = await eslint.lintFiles(["lib", "spec", "samples"]);
      return new Map(
        results.map((result) => [
          result.filePath.slice(root.length + 1),
          result.messages.map(({ ruleId, message }) => ({ rule: ruleId ?? "fatal", message })),
        ]),
      );
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
