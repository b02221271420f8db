// A contract in the words of a prompt, for models that take no response format: the same contract, the same words.
import { formatPath } from "../json/json-path.js";
import type { OutputContract } from "./compile-output.js";
import type { JsonSchema } from "./output-json-schema.js";
import { definitionOf, mayBeNull, optionsOf, resolveRef, ruleWords, scalarWords, typesOf } from "./type-words.js";

type Described = Pick<OutputContract, "fullSchema" | "isText" | "rootKind">;

/** What to write: the data format, a commented outline, and what holds for each field; `""` where that is any text. */
export function describeContract({ fullSchema, isText, rootKind }: Described): string {
  if (isText) return textWords(fullSchema);
  const what = { object: "one JSON object", array: "one JSON array", any: "one JSON value" }[rootKind];
  const outline = new Outline(fullSchema);
  const shape = outline.draw(fullSchema, "", ROOT);
  const fields = [...outline.requirements];
  return [
    `Data format: JSON. Write ${what} and nothing else: no words around it, no comments in it.`,
    ...(describedBy(fullSchema) === "" ? [] : [`It is: ${describedBy(fullSchema)}`]),
    "",
    ...shape,
    ...(fields.length === 0 ? [] : ["", "Field requirements:", ...fields]),
  ].join("\n");
}

// Nothing for a text that may be any.
function textWords(schema: JsonSchema): string {
  const values = schema["enum"] ?? ("const" in schema ? [schema["const"]] : undefined);
  const what = Array.isArray(values) ? `one of: ${values.join(", ")}. Write it and nothing else.` : "plain text.";
  const rules = ruleWords(schema);
  if (values === undefined && rules.length === 0 && describedBy(schema) === "") return "";
  return [
    `Data format: ${what}`,
    ...(describedBy(schema) === "" ? [] : [`It is: ${describedBy(schema)}`]),
    ...(rules.length === 0 ? [] : [`Requirements: ${rules.join(", ")}.`]),
  ].join("\n");
}

function describedBy(schema: JsonSchema): string {
  const { description } = schema;
  return typeof description === "string" ? description.replaceAll(/\s+/g, " ").trim() : "";
}

/** Where something stands, and how sure it is that it stands there. */
interface Place {
  /** With `[*]` for every element of a list; undefined where there is no one path, as below any key. */
  readonly path: string | undefined;
  /** `element` for roots and elements, which need not be asked for; `option` for fields of one option among several. */
  readonly asked: "required" | "optional" | "element" | "option";
}

const ROOT: Place = { path: "", asked: "element" };

/** A value, drawn: its lines, the name before it, and what is said of it. */
interface Drawn {
  readonly lines: readonly string[];
  readonly name: string;
  readonly comment: string;
}

const MORE: Drawn = { lines: ["..."], name: "", comment: "" };

/** Draws a schema, and gathers on the way what has to be said of each field. */
class Outline {
  readonly requirements = new Set<string>();
  readonly #root: JsonSchema;
  /** What is being drawn, to see what holds itself. */
  readonly #open: JsonSchema[] = [];

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  /** The lines of a value; the first one stands behind the name of its field and has no indent. */
  draw(schema: JsonSchema, indent: string, place: Place): readonly string[] {
    this.require(resolveRef(schema, this.#root), place);
    return this.drawOnce(schema, indent, place);
  }

  private drawOnce(schema: JsonSchema, indent: string, place: Place): readonly string[] {
    const definition = definitionOf(schema, this.#root);
    if (this.#open.includes(definition)) return ["<the same again, as above>"];
    this.#open.push(definition);
    const lines = this.drawOpen(resolveRef(schema, this.#root), indent, place);
    this.#open.pop();
    return lines;
  }

  private drawOpen(schema: JsonSchema, indent: string, place: Place): readonly string[] {
    const options = besideNull(schema);
    if (options.length > 0) return this.drawOptions(schema, options, indent, place);
    const types = typesOf(schema);
    if (types.includes("object")) return this.drawObject(schema, indent, place);
    if (types.includes("array")) return this.drawList(schema, indent, place);
    return [`<${scalarWords(schema)}>`];
  }

  private drawOptions(
    schema: JsonSchema,
    options: readonly JsonSchema[],
    indent: string,
    { path, asked }: Place,
  ): readonly string[] {
    const [only, ...others] = options;
    const drawn =
      only && others.length === 0
        ? [this.drawOnce(only, indent, { path, asked })] // what has to be said of it is said with its null
        : options.map((option) => this.draw(option, indent, { path, asked: "option" }));
    if (drawn.every((lines) => lines.length === 1)) {
      const words = drawn.map(([line = ""]) => line.replace(/^<(.*)>$/, "$1"));
      if (mayBeNull(schema, this.#root)) words.push("null");
      return [`<${[...new Set(words)].join(" | ")}>`];
    }
    return drawn.flatMap(([first = "", ...rest], at) =>
      at === 0 ? [first, ...rest] : [`${indent}or`, `${indent}${first}`, ...rest],
    );
  }

  private drawObject(schema: JsonSchema, indent: string, { path, asked }: Place): readonly string[] {
    const inner = `${indent}  `;
    const required = (schema["required"] ?? []) as readonly string[];
    const fields = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>);
    const drawn = fields.map(([key, value]): Drawn => {
      const must = asked === "option" ? "option" : "required";
      const field: Place = { path: keyPath(path, key), asked: required.includes(key) ? must : "optional" };
      return { lines: this.draw(value, inner, field), name: JSON.stringify(key), comment: this.commentOn(value) };
    });
    const others = schema["additionalProperties"] as JsonSchema | boolean | undefined;
    if (typeof others === "object") {
      const lines = this.draw(others, inner, { path: undefined, asked: "element" });
      drawn.push(
        { lines, name: fields.length === 0 ? "<key>" : "<any other key>", comment: this.commentOn(others) },
        MORE,
      );
    }
    return ["{", ...fieldLines(drawn, inner), `${indent}}`];
  }

  private drawList(schema: JsonSchema, indent: string, { path }: Place): readonly string[] {
    const inner = `${indent}  `;
    const fixed = schema["prefixItems"] as readonly JsonSchema[] | undefined;
    const items = fixed ?? [(schema["items"] ?? {}) as JsonSchema];
    const drawn = items.map((item, at): Drawn => {
      const step = fixed ? `[${String(at)}]` : "[*]";
      const lines = this.draw(item, inner, { path: path === undefined ? path : path + step, asked: "element" });
      return { lines, name: "", comment: this.commentOn(item) };
    });
    return ["[", ...fieldLines(fixed ? drawn : [...drawn, MORE], inner), `${indent}]`];
  }

  private commentOn(schema: JsonSchema): string {
    return describedBy(resolveRef(schema, this.#root));
  }

  private require(schema: JsonSchema, { path, asked }: Place): void {
    if (path === undefined) return;
    const [only, ...others] = besideNull(schema);
    const words = [
      ...(asked === "required" ? ["required"] : asked === "optional" ? ["may be left out"] : []),
      ...(path !== "" && mayBeNull(schema, this.#root) ? ["may be null"] : []),
      ...ruleWords(schema),
      ...(only && others.length === 0 ? ruleWords(resolveRef(only, this.#root)) : []),
    ];
    if (words.length > 0) this.requirements.add(`- ${path === "" ? "the whole" : path}: ${words.join(", ")}`);
  }
}

function besideNull(schema: JsonSchema): readonly JsonSchema[] {
  return optionsOf(schema).filter(({ type }) => type !== "null");
}

function keyPath(above: string | undefined, key: string): string | undefined {
  if (above === undefined) return undefined;
  const step = formatPath([key]);
  return above === "" || step.startsWith("[") ? above + step : `${above}.${step}`;
}

function fieldLines(fields: readonly Drawn[], indent: string): string[] {
  return fields.flatMap(({ lines, name, comment }, at) => {
    const comma = at === fields.length - 1 ? "" : ",";
    const said = comment === "" ? "" : ` // ${comment}`;
    const [first = "", ...rest] = lines;
    const opening = `${indent}${name === "" ? "" : `${name}: `}${first}`;
    const last = rest.pop();
    return last === undefined ? [opening + comma + said] : [opening + said, ...rest, last + comma];
  });
}
