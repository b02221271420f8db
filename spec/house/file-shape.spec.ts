/** The shape of lib: small files that say what they are for, named after one thing, each with a spec of the same name. */
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { exercisedElsewhere } from "./exercised-elsewhere.js";
import { folders } from "./planted-house.js";
import { doors, readText, root, typeScriptFiles } from "./repository.js";

const files = typeScriptFiles("lib");
const doorFiles = doors.map(({ file }) => file);
const withSpec = files.filter((path) => basename(path) !== "index.ts" && !doorFiles.includes(path));

/** `lib/filter/compile.ts` has `spec/filter/compile.spec.ts`, or by topic `spec/filter/compile.<topic>.spec.ts`. */
function hasOwnSpec(path: string): boolean {
  const folder = join(root, dirname(path).replace(/^lib/, "spec"));
  const name = basename(path, ".ts");
  return (
    existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(`${name}.`) && file.endsWith(".spec.ts"))
  );
}

describe("a file in lib", () => {
  it("has at most 300 lines", () => {
    expect(files.filter((path) => readText(path).trimEnd().split("\n").length > 300)).toEqual([]);
  });

  it("opens with a comment that says what it is for", () => {
    expect(files.filter((path) => !/^(\/\/ \S|\/\*\*)/.test(readText(path)))).toEqual([]);
  });

  it("has a name of its own, no room for leftovers", () => {
    const leftovers = /^(utils?|helpers?|common|types?|misc|shared)$/;

    expect(
      files.filter((path) =>
        path
          .replace(/\.ts$/, "")
          .split("/")
          .some((part) => leftovers.test(part)),
      ),
    ).toEqual([]);
    expect(files.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(path)))).toEqual([]);
  });

  it("stands on a floor that the lint knows", () => {
    const known = [...folders, "testing"];

    expect(files.filter((path) => path.split("/").length > 2 && !known.includes(path.split("/")[1] ?? ""))).toEqual([]);
  });

  it("has a spec of the same name, or a reason why a neighbour's spec exercises it", () => {
    expect(withSpec.filter((path) => !hasOwnSpec(path) && !(path in exercisedElsewhere))).toEqual([]);
  });
});

describe("the list of files exercised elsewhere", () => {
  it("names files that exist and have no spec of their own", () => {
    expect(Object.keys(exercisedElsewhere).filter((path) => !withSpec.includes(path) || hasOwnSpec(path))).toEqual([]);
  });

  it("names specs that exist, and a reason", () => {
    const broken = Object.entries(exercisedElsewhere).filter(
      ([, { by, because }]) => !existsSync(join(root, by)) || because.length < 15,
    );

    expect(broken).toEqual([]);
  });
});
