/** Holds the lint itself: one violation of each kind is planted, and each must be reported, alone and by name. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folders, plantHouse, type PlantedHouse, type Report } from "./planted-house.js";

interface Planted {
  readonly breaks: string;
  readonly file: string;
  readonly text: string;
  readonly rule: string;
  readonly says: RegExp;
}

const importing = (path: string): string => `import * as seen from "${path}";\nexport const again = seen;\n`;
const paths = "import-x/no-restricted-paths";
const restricted = "no-restricted-imports";
const syntax = "no-restricted-syntax";

const upOrSideways: readonly (readonly [folder: string, target: string])[] = [
  ["errors", "primitives"],
  ["primitives", "event"],
  ["event", "filter"],
  ["filter", "stream"],
  ["stream", "inject"],
  ["stream", "flow"],
  ["inject", "storage"],
  ["inject", "model"],
  ["storage", "inject"],
  ["storage", "model"],
  ["model", "storage"],
  ["model", "event"],
  ["model", "stream"],
  ["flow", "agent"],
  ["agent", "flow"],
  ["distributed", "flow"],
  ["flow", "inspector"],
  ["inspector", "serve"],
  ["serve", "inspector"],
  ["agent", "filesystem"],
  ["filesystem", "serve"],
  ["agent", "mcp"],
  ["mcp", "telemetry"],
  ["stream", "testing"],
  ["flow", "testing"],
];

const planted: readonly Planted[] = [
  ...upOrSideways.map(([folder, target]) => ({
    breaks: `${folder} looking at ${target}`,
    file: `lib/${folder}/sees-${target}.ts`,
    text: importing(`../${target}/${target === "testing" ? "kit" : "clean"}.js`),
    rule: paths,
    says: new RegExp(`${folder} may import from its own folder and from: `),
  })),
  {
    breaks: "a type-only import from a higher floor",
    file: "lib/event/sees-a-type.ts",
    text: 'import type { stream } from "../stream/clean.js";\nexport type Again = typeof stream;\n',
    rule: paths,
    says: /event may import/,
  },
  {
    breaks: "a re-export from a higher floor",
    file: "lib/event/passes-on.ts",
    text: 'export { stream } from "../stream/clean.js";\n',
    rule: paths,
    says: /event may import/,
  },
  {
    breaks: "an import of a higher floor at run time",
    file: "lib/event/loads-late.ts",
    text: 'export const late = () => import("../stream/clean.js");\n',
    rule: paths,
    says: /event may import/,
  },
  {
    breaks: "a floor looking at a door",
    file: "lib/flow/sees-a-door.ts",
    text: importing("../rxjs.js"),
    rule: paths,
    says: /flow may import/,
  },
  {
    breaks: "a door looking at the test kit",
    file: "lib/peeks.ts",
    text: importing("./testing/kit.js"),
    rule: paths,
    says: /nothing in lib imports it/,
  },
  {
    breaks: "lib looking at samples",
    file: "lib/flow/sees-a-sample.ts",
    text: importing("../../samples/clean.js"),
    rule: paths,
    says: /neither specs nor samples/,
  },
  ...[
    ["event", "rxjs"],
    ["stream", "zod"],
    ["flow", "tsyringe"],
    ["stream", "reflect-metadata"],
    ["testing", "rxjs"],
    ["testing", "vitest"],
    ["testing/golden", "vitest"],
    ["agent", "@opentelemetry/api"],
    ["telemetry", "@modelcontextprotocol/client"],
  ].map(([folder = "", library = ""]) => ({
    breaks: `${library} behind the door of ${folder}`,
    file: `lib/${folder}/uses-${library.replace(/\W+/g, "-")}.ts`,
    text: importing(library),
    rule: paths,
    says: /Each library has one door in lib/,
  })),
  {
    breaks: "zod in the main door",
    file: "lib/index.ts",
    text: importing("zod"),
    rule: paths,
    says: /open here: tsyringe, reflect-metadata/,
  },
  {
    breaks: "rxjs in a door that has no library",
    file: "lib/sqlite.ts",
    text: importing("rxjs"),
    rule: paths,
    says: /open here: nothing/,
  },
  {
    breaks: "an index file imported inside the house",
    file: "lib/stream/through-a-door.ts",
    text: importing("../event/index.js"),
    rule: restricted,
    says: /files import each other directly/,
  },
  {
    breaks: "lib importing its own package by name",
    file: "lib/by-name.ts",
    text: importing("millrace/rxjs"),
    rule: restricted,
    says: /hides cycles/,
  },
  {
    breaks: "a sample reaching into lib",
    file: "samples/reaches-in.ts",
    text: importing("../lib/stream/clean.js"),
    rule: restricted,
    says: /by its name/,
  },
  {
    breaks: "a cycle",
    file: "lib/flow/hen.ts",
    text: 'import { egg } from "./egg.js";\nexport const hen = (): unknown => egg;\n',
    rule: "import-x/no-cycle",
    says: /Dependency cycle/,
  },
  {
    breaks: "a package that is not a dependency",
    file: "lib/flow/uses-a-tool.ts",
    text: importing("typescript"),
    rule: "import-x/no-extraneous-dependencies",
    says: /typescript/,
  },
  {
    breaks: "a file that is not there",
    file: "lib/flow/sees-nothing.ts",
    text: 'import "./nothing.js";\n',
    rule: "import-x/no-unresolved",
    says: /nothing\.js/,
  },
  {
    breaks: "a plain error",
    file: "lib/flow/throws-plainly.ts",
    text: 'export const fail = (): never => {\n  throw new Error("no");\n};\n',
    rule: syntax,
    says: /MillraceError only/,
  },
  {
    breaks: "a plain rejection",
    file: "lib/flow/rejects-plainly.ts",
    text: 'export const fail = () => Promise.reject(new TypeError("no"));\n',
    rule: syntax,
    says: /MillraceError only/,
  },
  {
    breaks: "a second error class",
    file: "lib/flow/own-error.ts",
    text: "export class FlowError extends Error {}\n",
    rule: syntax,
    says: /one error class/,
  },
  {
    breaks: "throwing what is no error",
    file: "lib/flow/throws-text.ts",
    text: 'export const fail = (): never => {\n  throw "no";\n};\n',
    rule: "@typescript-eslint/only-throw-error",
    says: /error object/,
  },
  {
    breaks: "a name missing in Node 20",
    file: "lib/flow/stack.ts",
    text: "export const stack = new DisposableStack();\n",
    rule: "no-restricted-globals",
    says: /Node 20 has no DisposableStack/,
  },
  {
    breaks: "a name missing in Node 20, as a type",
    file: "lib/flow/stack-type.ts",
    text: "export type Stack = AsyncDisposableStack;\n",
    rule: "@typescript-eslint/no-restricted-types",
    says: /Node 20 has no AsyncDisposableStack/,
  },
  {
    breaks: "an explicit any",
    file: "lib/flow/any.ts",
    text: "export const loose = (value: any): unknown => value;\n",
    rule: "@typescript-eslint/no-explicit-any",
    says: /any/,
  },
  {
    breaks: "a promise left alone",
    file: "lib/flow/floating.ts",
    text: "export function start(run: () => Promise<void>): void {\n  run();\n}\n",
    rule: "@typescript-eslint/no-floating-promises",
    says: /await/,
  },
  {
    breaks: "a type imported as a value",
    file: "lib/flow/type-import.ts",
    text: 'import { stream } from "../stream/clean.js";\nexport type Again = typeof stream;\n',
    rule: "@typescript-eslint/consistent-type-imports",
    says: /import type/,
  },
  {
    breaks: "a star export",
    file: "lib/flow/star.ts",
    text: 'export * from "../stream/clean.js";\n',
    rule: syntax,
    says: /hand-written list/,
  },
  {
    breaks: "writing to the console",
    file: "lib/flow/prints.ts",
    text: 'console.log("here");\nexport const here = 1;\n',
    rule: "no-console",
    says: /console/,
  },
  {
    breaks: "work put off in a comment",
    file: "lib/flow/later.ts",
    text: `// ${"TO" + "DO"}: later\nexport const later = 1;\n`,
    rule: "no-warning-comments",
    says: /comment/,
  },
  {
    breaks: "a file of more than 300 lines",
    file: "lib/flow/long.ts",
    text: `${"\n".repeat(300)}export const last = 1;\n`,
    rule: "max-lines",
    says: /300/,
  },
];

const clean: Readonly<Record<string, string>> = {
  "samples/clean.ts": 'import * as millrace from "millrace";\nexport const again = millrace;\n',
  "spec/clean.ts": 'import * as tool from "vitest";\nexport const again = tool;\n',
  "lib/flow/egg.ts": 'import { hen } from "./hen.js";\nexport const egg = (): unknown => hen;\n',
  "lib/event/index.ts": 'export { event } from "./clean.js";\n',
  "lib/rxjs.ts": importing("rxjs"),
  "lib/stream/allowed.ts": `import * as rx from "rxjs";\nimport { event } from "../event/clean.js";\nexport const both = [rx, event];\n`,
  "lib/model/allowed.ts": importing("../errors/clean.js"),
  "lib/flow/allowed.ts": importing("../storage/clean.js"),
  "lib/inspector/allowed.ts": importing("../agent/clean.js"),
  "lib/telemetry/allowed.ts": importing("@opentelemetry/api"),
  "lib/mcp/allowed.ts": importing("@modelcontextprotocol/client"),
  "lib/testing/allowed.ts": importing("../flow/clean.js"),
  "lib/testing/vitest.ts": importing("vitest"),
  "lib/inject/allowed.ts":
    'import "reflect-metadata";\nimport { thing } from "tsyringe";\nexport const again = thing;\n',
};

describe("the lint", () => {
  let house: PlantedHouse;
  let reports: ReadonlyMap<string, readonly Report[]>;

  beforeAll(async () => {
    house = await plantHouse();
    reports = await house.lint({ ...clean, ...Object.fromEntries(planted.map(({ file, text }) => [file, text])) });
  }, 60_000);

  afterAll(() => house.remove());

  it.each(planted)("reports $breaks", ({ file, rule, says }) => {
    const found = reports.get(file) ?? [];

    expect(found.map((report) => report.rule)).toEqual([rule]);
    expect(found[0]?.message).toMatch(says);
  });

  const innocent = [...Object.keys(clean).filter((file) => file !== "lib/flow/egg.ts"), "lib/testing/kit.ts"];
  it.each([...innocent, ...folders.map((folder) => `lib/${folder}/clean.ts`)])(
    "has nothing to say about %s",
    (file) => {
      expect(reports.get(file)).toEqual([]);
    },
  );
});
