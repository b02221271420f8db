// A flow ⇄ JSON: what is written by name on one side is bound by name on the other.
import { MillraceError } from "../../errors/millrace-error.js";
import { filterFromJson } from "../../filter/filter-json.js";
import { Filter } from "../../filter/filter.js";
import type { Blueprint, EventTrigger, FlowNode } from "../definition/blueprint.js";
import type { Chunk } from "../definition/chunk.js";
import type { FlowContract } from "../definition/flow-contract.js";
import { type Bindings, BoundHandlers } from "./bindings.js";
import { badBlueprint, type BlueprintJson, type TriggerJson } from "./blueprint-schema.js";
import { checkLinks } from "./check-links.js";
import { contractToJsonSchema } from "./contract-schema.js";
import { HandlerNames, writeFilter } from "./handler-names.js";
import { readNode, writeNode } from "./node-codec.js";
import { parseBlueprint } from "./parse-blueprint.js";

/** What a blueprint came to: the parts of a flow's definition. */
export interface LoadedBlueprint {
  /** The name of the flow that was saved. */
  readonly name: string;
  readonly nodes: readonly FlowNode[];
  readonly triggers: readonly EventTrigger[];
}

/**
 * Writes a flow as JSON. Handlers stand by name: those that `registered` has under that name, or functions that are
 * declared by it. The schemas of the contract go along for readers.
 *
 * @throws BLUEPRINT_INVALID with the path, for functions without a name, two of one name, filters that hold code, functions
 * that capture or write back, and cases that compare with what JSON cannot carry.
 */
export function blueprintToJson(
  { name, nodes, triggers }: Blueprint,
  contract: FlowContract = {},
  registered: Bindings = {},
): BlueprintJson {
  const names = new HandlerNames(registered);
  const list = [...nodes.values()];
  const schemas = contractToJsonSchema(contract, list.flatMap(chunkOf));
  return {
    kind: "millrace.blueprint",
    version: 1,
    name,
    nodes: list.map((node, index) => writeNode(node, names, `nodes[${String(index)}]`)),
    triggers: triggers.map(({ route, filter }, index) => ({
      route,
      filter: writeFilter(filter, `triggers[${String(index)}].filter`),
    })),
    ...(Object.keys(schemas).length > 0 && { contract: schemas }),
  };
}

/**
 * Reads what {@link blueprintToJson} wrote, as text or parsed. Names are looked up in `bindings`, of which earlier ones win.
 *
 * @throws BLUEPRINT_INVALID with the path for anything that no flow could be: broken text, another version, unknown kinds,
 * ids used twice, routes that lead nowhere. BLUEPRINT_UNBOUND for names that nobody has bound, all at once.
 */
export function blueprintFromJson(json: unknown, ...bindings: readonly Bindings[]): LoadedBlueprint {
  const blueprint = parseBlueprint(json);
  const bound = new BoundHandlers(bindings);
  const nodes = blueprint.nodes.map((node, index) => readNode(node, bound, `nodes[${String(index)}]`));
  const triggers = blueprint.triggers.map((trigger, index) =>
    readTrigger(trigger, `triggers[${String(index)}].filter`),
  );
  checkLinks(nodes, triggers);
  bound.check(blueprint.name);
  return { name: blueprint.name, nodes, triggers };
}

function readTrigger({ route, filter }: TriggerJson, at: string): EventTrigger {
  try {
    return { route, filter: new Filter(filterFromJson(filter)) };
  } catch (cause) {
    throw badBlueprint(at, "is no filter", {
      cause,
      ...(MillraceError.is(cause) ? { hint: `See the cause: ${cause.message.split("\n")[0] ?? ""}` } : {}),
    });
  }
}

function chunkOf(node: FlowNode): readonly Chunk[] {
  return node.kind === "chunk" ? [node.chunk] : [];
}
