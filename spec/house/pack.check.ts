/**
 * The package as strangers get it: packed, read by publint and types-wrong, installed in a project of its own, compiled
 * there by three compilers with library checks on, and run. `npm run pack:check`; slow, so .ci/run calls it.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doors, manifest, root } from "./repository.js";

const compilers = { "5.9": "5.9.3", "6.0": "6.0.3", "7.0": "7.0.2" };
const decorators = {
  legacy: { files: ["tour.ts", "library.ts", "testing.ts", "injection.ts"], options: { experimentalDecorators: true } },
  standard: { files: ["tour.ts", "library.ts", "testing.ts"], options: {} },
};
const promised: Readonly<Record<string, readonly string[]>> = {
  "tour.js": [
    ...["observed tool.call", "tool search/0 0", "search", "found search"],
    ...["observed model.message", "HELLO", "got HELLO false"],
    ...["observed tool.call", "tool search/1 0", "search"],
  ],
  "library.js": ["31 C", "hot: 31 C"],
  "testing.js": ["caused true true", "[", '  { "id": "answered#1", "text": "who!" }', "]"],
  "injection.js": ["acme 3", "acme ordered 3.00"],
};

/** Doors that need what a user has to install. */
const withPeer: ReadonlyMap<string, string> = new Map([
  ["millrace/testing/vitest", "vitest"],
  ["millrace/telemetry", "@opentelemetry/api"],
  ["millrace/mcp", "@modelcontextprotocol/client"],
]);
const withLibrary = [...withPeer].filter(([, peer]) => peer !== "vitest");

const strictest = {
  target: "ES2022",
  module: "NodeNext",
  moduleResolution: "NodeNext",
  lib: ["ES2022", "ESNext.Disposable"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
};

let project: string;
let tarball: string;
let packedFiles: readonly string[];

/** Runs a program to its end; a failure carries everything it printed. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  try {
    return (await promisify(execFile)(program, args, { cwd, env, maxBuffer: 16_000_000 })).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

const runNode = (args: readonly string[]): Promise<string> => run(process.execPath, args, project);

/** A project that has vitest as well: this house's own. The package is a copy, since a link would not find the peer. */
async function projectWithVitest(): Promise<string> {
  const folder = join(project, "with-vitest");
  await mkdir(join(folder, "node_modules"), { recursive: true });
  await cp(join(project, "node_modules/millrace"), join(folder, "node_modules/millrace"), { recursive: true });
  await symlink(join(root, "node_modules/vitest"), join(folder, "node_modules/vitest"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await cp(join(root, "spec/house/consumer/matchers.ts"), join(folder, "matchers.spec.ts"));
  return folder;
}

async function compile(compiler: string, build: string, files: readonly string[], options: object): Promise<void> {
  await mkdir(build);
  const compilerOptions = { ...strictest, declaration: true, rootDir: "../src", outDir: ".", ...options };
  const config = { compilerOptions, files: files.map((file) => `../src/${file}`) };
  await writeFile(join(build, "tsconfig.json"), JSON.stringify(config));
  await runNode([`node_modules/typescript-${compiler}/bin/tsc`, "-p", build]);
}

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "packed-"));
  await run("npm", ["run", "build"], root);
  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", project], root);
  const [report] = JSON.parse(packed) as readonly { filename: string; files: readonly { path: string }[] }[];
  tarball = join(project, report?.filename ?? "");
  packedFiles = report?.files.map(({ path }) => path) ?? [];

  const compilerAliases = Object.entries(compilers).map(
    ([name, version]) => [`typescript-${name}`, `npm:typescript@${version}`] as const,
  );
  const dependencies = {
    millrace: `file:${tarball}`,
    zod: manifest.dependencies["zod"],
    "@types/node": manifest.devDependencies["@types/node"],
    ...Object.fromEntries(compilerAliases),
  };
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  await run("npm", ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], project);
  await cp(join(root, "spec/house/consumer"), join(project, "src"), { recursive: true });
});

afterAll(() => rm(project, { recursive: true, force: true }));

describe("the packed package", () => {
  it("holds what a user needs and nothing of the workshop", () => {
    const wanted = ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"];

    expect(packedFiles).toEqual(expect.arrayContaining(wanted));
    expect(
      packedFiles.filter((path) => !/^((dist|lib)\/|[^/]+$)/.test(path) || /tsconfig|\.spec\./.test(path)),
    ).toEqual([]);
  });

  it("gives publint nothing to say", async () => {
    const { buffer } = Uint8Array.from(await readFile(tarball));
    const { messages } = await publint({ pack: { tarball: buffer }, strict: true });

    expect(messages).toEqual([]);
  });

  it("resolves with the right types behind every door", async () => {
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");

    await runNode([attw, tarball, "--profile", "esm-only", "--no-definitely-typed", "--no-color"]);
  });

  it.each(doors.filter(({ specifier }) => !withPeer.has(specifier)))(
    "loads $specifier on its own",
    async ({ specifier }) => {
      const script = `console.log(Object.keys(await import("${specifier}")).length > 0);`;

      expect(await runNode(["--input-type=module", "--eval", script])).toBe("true\n");
    },
  );

  it.each([...withPeer])("asks for its peer behind %s, and for nothing else", async (specifier, peer) => {
    const script = `await import("${specifier}").catch((error) => console.log(error.code, error.message));`;

    expect(await runNode(["--input-type=module", "--eval", script])).toMatch(
      new RegExp(`^ERR_MODULE_NOT_FOUND Cannot find package '${peer}'`, "u"),
    );
  });

  it("gives vitest matchers that it and the compiler know", async () => {
    const folder = await projectWithVitest();
    const compilerOptions = { ...strictest, noEmit: true };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["matchers.spec.ts"] }));

    await runNode(["node_modules/typescript-6.0/bin/tsc", "-p", folder]);
    const output = await run(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run"], folder);

    expect(output).toMatch(/1 passed/u);
  });

  it("does not load node:http through its main door", async () => {
    const script = `await import("millrace"); console.log(process.moduleLoadList.includes("NativeModule http"));`;

    expect(await runNode(["--input-type=module", "--eval", script])).toBe("false\n");
  });
});

describe.each(Object.keys(compilers))("TypeScript %s", (compiler) => {
  it.each(Object.keys(decorators) as (keyof typeof decorators)[])(
    "compiles a user's code with %s decorators, and it runs",
    async (kind) => {
      const { files, options } = decorators[kind];
      const build = join(project, `${compiler}-${kind}`);
      await compile(compiler, build, files, options);

      for (const file of files.map((name) => name.replace(/ts$/, "js"))) {
        expect((await runNode([join(build, file)])).trimEnd().split("\n")).toEqual(promised[file]);
      }
    },
  );
});

// The last, since it adds to the project what all before has to do without.
describe("with the libraries of its doors", () => {
  beforeAll(async () => {
    const libraries = withLibrary.map(([, name]) => `${name}@${manifest.devDependencies[name] ?? ""}`);
    const quietly = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...quietly, ...libraries], project);
  });

  it.each(withLibrary)("loads %s", async (specifier) => {
    const script = `console.log(Object.keys(await import("${specifier}")).length > 0);`;

    expect(await runNode(["--input-type=module", "--eval", script])).toBe("true\n");
  });

  it.each(Object.keys(compilers))("compiles a user's code with TypeScript %s, and it runs", async (compiler) => {
    const build = join(project, `${compiler}-doors`);

    await compile(compiler, build, ["doors.ts"], {});

    expect(await runNode([join(build, "doors.js")])).toBe("agent done\nOPTION_INVALID\n");
  });
});
