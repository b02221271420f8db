"use strict";
/**
 * The house rules that a machine holds. Run by `npm run lint` (ESLint 9 in its eslintrc mode).
 *
 * `floors` and `foreignDoors` are the only places where the architecture is written down for the machine: every import
 * rule below is made from them. spec/house/floor-rules.spec.ts plants one violation of each kind and expects a report.
 */
const path = require("node:path");
const { createNodeResolver } = require("eslint-plugin-import-x");

/** Lowest first. A file imports from its own folder and from lower floors, never up, never sideways. */
const floors = [
  ["errors"],
  ["primitives"],
  ["event"],
  ["filter"],
  ["stream"],
  ["inject", "storage", "model"],
  ["flow", "agent", "distributed"],
  ["inspector", "serve", "filesystem", "telemetry", "mcp", "names"],
];

/** Folders that see less than all lower floors. */
const narrowed = { model: ["errors", "primitives"] };

/** One door per foreign library: the folders, and door files, that may import it. */
const foreignDoors = {
  rxjs: ["stream", "rxjs.ts"],
  tsyringe: ["inject", "index.ts"],
  "reflect-metadata": ["inject", "index.ts"],
  zod: ["event", "model", "flow", "agent", "filesystem"],
  yaml: ["yaml.ts"],
  "eventsource-parser": ["model"],
  vitest: ["testing/vitest.ts"],
  "@opentelemetry/api": ["telemetry"],
  "@modelcontextprotocol/client": ["mcp"],
};

const everyFolder = floors.flat();

const foldersBelow = (folder) =>
  narrowed[folder] ??
  floors
    .slice(
      0,
      floors.findIndex((floor) => floor.includes(folder)),
    )
    .flat();

const librariesFor = (place) => Object.keys(foreignDoors).filter((library) => foreignDoors[library].includes(place));

const listed = (names) => (names.length === 0 ? "nothing" : names.join(", "));

/** An allow-list for one folder: whatever is not named, doors and unknown folders included, is out of reach. */
const floorZone = (folder, allowed) => ({
  target: `./lib/${folder}`,
  from: "./lib",
  except: [folder, ...allowed].map((name) => `./${name}`),
  message: `${folder} may import from its own folder and from: ${listed(allowed)}.`,
});

const libraryZone = (target, place) => ({
  target,
  from: "./node_modules",
  except: librariesFor(place).map((library) => `./${library}`),
  message: `Foreign libraries open here: ${listed(librariesFor(place))}. Each library has one door in lib.`,
});

const doorFiles = [...new Set(Object.values(foreignDoors).flat())].filter((place) => place.endsWith(".ts"));
/** The files directly in a folder of lib that are no such door. */
const otherFilesOf = (folder) => {
  const here = doorFiles.filter((file) => path.dirname(file) === folder).map((file) => path.basename(file, ".ts"));
  return `./${path.join("lib", folder)}/!(${here.join("|")}).ts`;
};

const zones = [
  ...everyFolder.map((folder) => floorZone(folder, foldersBelow(folder))),
  floorZone("testing", everyFolder),
  { target: "./lib/*.ts", from: "./lib/testing", message: "testing stands at the side: nothing in lib imports it." },
  { target: "./lib", from: ["./spec", "./samples"], message: "lib imports neither specs nor samples." },
  ...everyFolder.map((folder) => libraryZone(`./lib/${folder}`, folder)),
  ...[otherFilesOf("testing"), "./lib/testing/*/**"].map((target) => libraryZone(target, "testing")),
  ...doorFiles.map((file) => libraryZone(`./lib/${file}`, file)),
  libraryZone(otherFilesOf("."), "a door of its own"),
];

const ownName = {
  group: ["millrace", "millrace/*"],
  message: "Inside lib, import the file itself: importing the package by its name hides cycles.",
};
const innerDoor = {
  regex: "(^|/)index\\.js$|^\\.\\.?$",
  message: "Inside the house, files import each other directly; index files are doors for the outside.",
};

const builtInError = "/^(Error|TypeError|RangeError|SyntaxError|ReferenceError|EvalError|URIError)$/";
const plainError =
  "Broken promises are reported by MillraceError only: a code from lib/errors/error-codes.ts, what happened, a hint.";

const libSyntax = [
  { selector: `NewExpression[callee.name=${builtInError}]`, message: plainError },
  { selector: `CallExpression[callee.name=${builtInError}]`, message: plainError },
  {
    selector: "MethodDefinition[key.type='PrivateIdentifier']",
    message: "Write `private`: the runner of samples miscompiles #private methods.",
  },
  { selector: "ExportAllDeclaration", message: "Names leave the house through a hand-written list." },
  { selector: "ExportDefaultDeclaration", message: "Named exports only: one name everywhere." },
];
const ownErrorClass = {
  selector: `:matches(ClassDeclaration, ClassExpression)[superClass.name=/^(Error|TypeError|RangeError|AggregateError|MillraceError)$/]`,
  message: "There is one error class, MillraceError; a new kind of failure is a new code.",
};

/** Declared by the compiler's `lib` or usual elsewhere, and absent at run time in Node 20. */
const absentInNode20 = ["DisposableStack", "AsyncDisposableStack", "SuppressedError", "WebSocket", "EventSource"];

module.exports = {
  root: true,
  reportUnusedDisableDirectives: true,
  ignorePatterns: ["dist", "coverage", "node_modules", "*.cjs"],
  env: { es2022: true, node: true },
  parser: "@typescript-eslint/parser",
  parserOptions: { projectService: true, tsconfigRootDir: __dirname },
  plugins: ["@typescript-eslint", "import-x"],
  extends: ["eslint:recommended", "plugin:@typescript-eslint/strict-type-checked", "plugin:import-x/typescript"],
  settings: {
    "import-x/resolver-next": [
      createNodeResolver({
        extensions: [".ts", ".js"],
        extensionAlias: { ".js": [".ts", ".js"] },
        conditionNames: ["millrace-source", "types", "import", "node", "default"],
      }),
    ],
  },
  rules: {
    // Safety
    "@typescript-eslint/no-explicit-any": "error",
    "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    "@typescript-eslint/consistent-type-exports": ["error", { fixMixedExportsWithInlineTypeSpecifier: true }],
    "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "no-restricted-globals": [
      "error",
      {
        checkGlobalObject: true,
        globals: absentInNode20.map((name) => ({ name, message: `Node 20 has no ${name}.` })),
      },
    ],
    "@typescript-eslint/no-restricted-types": [
      "error",
      { types: Object.fromEntries(absentInNode20.map((name) => [name, `Node 20 has no ${name}.`])) },
    ],
    "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
    eqeqeq: ["error", "always", { null: "ignore" }],

    // Where code may import from
    "import-x/no-restricted-paths": ["error", { basePath: __dirname, zones }],
    "import-x/no-cycle": ["error", { ignoreExternal: true }],
    "import-x/no-self-import": "error",
    "import-x/no-unresolved": "error",
    "import-x/no-extraneous-dependencies": ["error", { devDependencies: ["spec/**", "samples/**"] }],
    "import-x/no-duplicates": ["error", { "prefer-inline": true }],
    "import-x/no-mutable-exports": "error",
    "import-x/first": "error",

    // Strict rules tuned to what this library does
    // The bus hands on what a handler threw, and that is `unknown`; literals are still refused.
    "@typescript-eslint/only-throw-error": ["error", { allowThrowingUnknown: true, allowThrowingAny: false }],
    "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    "@typescript-eslint/no-extraneous-class": ["error", { allowWithDecorator: true }],
    "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: "only-allowed-literals" }],
    "@typescript-eslint/no-unused-vars": [
      "error",
      { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true, ignoreUsingDeclarations: true },
    ],
    // Upper floors add static members to a class below by merging a declared namespace into it.
    "@typescript-eslint/no-namespace": ["error", { allowDeclarations: true }],
    // An event class extends what `defineEvent` returns, an intersection; this rule does not look inside of one and would
    // report every `send(new Event(…))`.
    "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    // Overloads carry their own documentation, one per way of calling.
    "@typescript-eslint/unified-signatures": "off",
  },
  overrides: [
    {
      files: ["lib/**/*.ts"],
      rules: {
        // `import { type A }` keeps the import at run time, and with it every cycle of types.
        "@typescript-eslint/no-import-type-side-effects": "error",
        "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
        "no-console": "error",
        "no-restricted-imports": ["error", { patterns: [ownName, innerDoor] }],
        "no-restricted-syntax": ["error", ...libSyntax, ownErrorClass],
      },
    },
    {
      files: ["lib/errors/**/*.ts"],
      rules: { "no-restricted-syntax": ["error", ...libSyntax] },
    },
    {
      // Events are copied by their own fields; their class is put back by `rebuildEvent`.
      files: ["lib/event/**/*.ts"],
      rules: { "@typescript-eslint/no-misused-spread": "off" },
    },
    {
      // The everyday door is its hand-written lists, put together.
      files: ["lib/index.ts"],
      rules: {
        "no-restricted-syntax": [
          "error",
          ...libSyntax.filter(({ selector }) => selector !== "ExportAllDeclaration"),
          ownErrorClass,
          {
            selector: "ExportAllDeclaration:not([source.value=/^\\.\\u002fnames\\u002f/])",
            message: "Names leave the house through a hand-written list.",
          },
        ],
      },
    },
    {
      // The doors themselves gather what other doors offer.
      files: ["lib/*.ts"],
      rules: { "no-restricted-imports": ["error", { patterns: [ownName] }] },
    },
    {
      files: ["samples/**/*.ts"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              {
                group: ["**/lib/**", "**/dist/**", "**/spec/**"],
                message: "Samples import the package by its name, as its users do.",
              },
            ],
          },
        ],
      },
    },
    {
      // Stand-ins: empty classes, handlers that are async because the real ones are, methods taken off their object.
      files: ["spec/**/*.ts", "samples/**/*.ts"],
      rules: {
        "@typescript-eslint/no-extraneous-class": "off",
        "@typescript-eslint/no-empty-function": "off",
        "@typescript-eslint/require-await": "off",
      },
    },
    {
      files: ["spec/**/*.ts"],
      rules: {
        "@typescript-eslint/no-non-null-assertion": "off",
        // Asymmetric matchers, `expect.any(String)`, are typed any.
        "@typescript-eslint/no-unsafe-assignment": "off",
        "@typescript-eslint/unbound-method": "off",
      },
    },
  ],
};
