// The door `millrace/yaml`: blueprints as YAML. Nothing else in the house loads the library behind it.
import { isAlias, LineCounter, parseDocument, stringify, visit } from "yaml";
import { MillraceError } from "./errors/millrace-error.js";
import { badBlueprint, type BlueprintJson } from "./flow/export/blueprint-schema.js";
import { parseBlueprint } from "./flow/export/parse-blueprint.js";

export { type BlueprintJson } from "./flow/export/blueprint-schema.js";

/**
 * Writes a blueprint as YAML 1.2, for people to read and change: `blueprintToYaml(flow.saveBlueprint())`.
 * {@link blueprintFromYaml} gives the same blueprint back.
 */
export function blueprintToYaml(blueprint: BlueprintJson): string {
  return stringify(blueprint, { aliasDuplicateObjects: false, lineWidth: 120 });
}

/**
 * Reads YAML of a blueprint, to be given to `flow.loadBlueprint`. Only what JSON has as well is read.
 *
 * @throws BLUEPRINT_INVALID with the line for broken text, aliases, anchors, tags and keys used twice; with the path for
 * data that is no blueprint.
 */
export function blueprintFromYaml(text: string): BlueprintJson {
  const lines = new LineCounter();
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  return parseBlueprint(readPlain(text, lines, lineOf));
}

function readPlain(text: string, lineCounter: LineCounter, lineOf: (offset: number) => number): unknown {
  try {
    const document = parseDocument(text, { lineCounter, uniqueKeys: true, stringKeys: true, version: "1.2" });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw badYaml(lineOf(problem.pos[0]), whyOf(problem.message), problem);
    if (document.directives.yaml.version !== "1.2") throw badYaml(1, "says another version of YAML than 1.2");
    visit(document, {
      Node(_key, node) {
        const line = lineOf(node.range?.[0] ?? 0);
        if (isAlias(node) || node.anchor !== undefined) throw badYaml(line, "has an alias or an anchor");
        if (node.tag !== undefined) throw badYaml(line, `has the tag ${node.tag}`);
      },
    });
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw MillraceError.is(error) ? error : badBlueprint("", "it is no YAML that can be read", { cause: error });
  }
}

// The first line of the library's message, without the place at its end: the path says the line already.
function whyOf(message: string): string {
  return message.replace(/\n[^]*$/u, "").replace(/( at line \d+, column \d+)?:?$/u, "");
}

function badYaml(line: number, why: string, cause?: unknown): MillraceError {
  return badBlueprint(`line ${String(line)}`, why, {
    hint: "Write plain YAML 1.2: maps, lists and scalars, without anchors, aliases and tags.",
    details: { line },
    ...(cause === undefined ? {} : { cause }),
  });
}
