/**
 * The names behind each door, compared with the reviewed list in `spec/house/public-api/`. To change a list on purpose:
 * `UPDATE_PUBLIC_API=1 npm test -- spec/house/public-api`, and say in the commit why the name comes or goes.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { doors, readText, root, type Door } from "./repository.js";

interface PublicName {
  readonly name: string;
  readonly kind: "value" | "type" | "value and type";
  readonly documented: boolean;
}

const config = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)).config as unknown;
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const entries = doors.map(({ file }) => join(root, file));
const program = ts.createProgram(entries, options);
const checker = program.getTypeChecker();

/** Types come from the compiler, values from the module as it is at run time. */
async function namesBehind(door: Door): Promise<readonly PublicName[]> {
  const values = Object.keys((await import(door.specifier)) as object);
  const file = program.getSourceFile(join(root, door.file));
  const module = file && checker.getSymbolAtLocation(file);
  const exported = module ? checker.getExportsOfModule(module) : [];
  return exported
    .map((name) => {
      const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
      const isType = (symbol.flags & ts.SymbolFlags.Type) !== 0;
      const kind = values.includes(name.name) ? (isType ? "value and type" : "value") : "type";
      return { name: name.name, kind, documented: symbol.getDocumentationComment(checker).length > 0 } as const;
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function listFile({ file }: Door): string {
  return `spec/house/public-api/${file.slice("lib/".length).replace(/(\/index)?\.ts$/, "")}.txt`;
}

describe.each(doors)("the door $specifier", async (door) => {
  const names = await namesBehind(door);
  const lines = names.map(({ kind, name }) => `${name} (${kind})`);

  it("shows exactly the reviewed names", () => {
    const path = listFile(door);
    if (process.env["UPDATE_PUBLIC_API"]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), `${lines.join("\n")}\n`);
    }
    const reviewed = existsSync(join(root, path)) ? readText(path).trim().split("\n") : [];

    const howTo = `if this change is meant: UPDATE_PUBLIC_API=1 npm test -- spec/house/public-api, then review ${path}`;
    expect(
      {
        added: lines.filter((line) => !reviewed.includes(line)),
        removed: reviewed.filter((line) => !lines.includes(line)),
      },
      howTo,
    ).toEqual({ added: [], removed: [] });
  });

  it("documents every name", () => {
    expect(names.filter(({ documented }) => !documented).map(({ name }) => name)).toEqual([]);
  });
});
