// A flow as a Mermaid drawing, and what a recorded run says written over it.
import { MillraceError } from "../../errors/millrace-error.js";
import type { BaseEvent } from "../../event/base-event.js";
import type { Blueprint } from "../definition/blueprint.js";
import type { FlowContract } from "../definition/flow-contract.js";
import type { ContractJson, JsonSchema } from "./blueprint-schema.js";
import { contractToJsonSchema } from "./contract-schema.js";
import { drawDetailed } from "./draw-detailed.js";
import { drawSimplified } from "./draw-simplified.js";
import { Drawing } from "./drawing.js";
import { mermaidText, type ShapeClass } from "./mermaid-text.js";
import { type NodeState, nodeStatuses } from "./run-overlay.js";

/** Options of `toMermaid`; all optional. */
export interface MermaidOptions {
  /** `"simplified"` shows steps and blocks, `"detailed"` every node and route. Default `"simplified"`. */
  readonly mode?: "simplified" | "detailed";
  /** Where the drawing runs to. Default `"TB"`, downwards. */
  readonly direction?: "TB" | "BT" | "LR" | "RL";
  /** The contract, for a note beside the drawing. */
  readonly contract?: FlowContract;
  /** The events of a run: each node that it reached gets its status and how often it ran. */
  readonly run?: Iterable<BaseEvent>;
  /** The execution among those events. Default: all executions of the flow together. */
  readonly execution?: string;
}

const MODES = { simplified: drawSimplified, detailed: drawDetailed };
const DIRECTIONS = { TB: true, BT: true, LR: true, RL: true };

/** How each status looks: strokes and marks differ, so that it reads in grey, too. */
const LOOKS: Readonly<Record<NodeState, ShapeClass & { readonly mark: string }>> = {
  done: { name: "done", mark: "✓", style: "fill:#d9ead3,stroke:#38761d,stroke-width:2px,color:#000000" },
  running: { name: "running", mark: "▶", style: "fill:#cfe2f3,stroke:#0b5394,stroke-width:4px,color:#000000" },
  waiting: {
    name: "waiting",
    mark: "…",
    style: "fill:#fff2cc,stroke:#7f6000,stroke-width:3px,stroke-dasharray:8 4,color:#000000",
  },
  failed: {
    name: "failed",
    mark: "✗",
    style: "fill:#990000,stroke:#000000,stroke-width:4px,color:#ffffff",
  },
  skipped: {
    name: "skipped",
    mark: "–",
    style: "fill:#ffffff,stroke:#888888,stroke-width:1px,stroke-dasharray:1 4,color:#666666",
  },
};

/**
 * Draws a flow as the text of a Mermaid 11 flowchart. Names may hold anything. Equal flows give equal texts.
 *
 * @throws OPTION_INVALID; FLOW_INVALID for a flow inside that is not complete.
 */
export function toMermaid(blueprint: Blueprint, options: MermaidOptions = {}): string {
  const { mode = "simplified", direction = "TB", contract, run, execution } = options;
  const draw = choose("mode", mode, MODES);
  choose("direction", direction, DIRECTIONS);
  const statuses =
    run === undefined
      ? undefined
      : nodeStatuses(run, { flow: blueprint.name, ...(execution !== undefined && { execution }) });
  const drawing = new Drawing();
  draw(blueprint, drawing);
  const notes = contract === undefined ? [] : contractLines(contractToJsonSchema(contract));
  if (notes.length > 0) drawing.shape("contract", "note", ["contract", ...notes]);
  return mermaidText(drawing, direction, ({ node }) => {
    const status = node === undefined ? undefined : statuses?.get(node);
    if (status === undefined) return undefined;
    const look = LOOKS[status.status];
    return { look, line: `${look.mark} ×${String(status.runs)}` };
  });
}

function choose<T>(option: string, given: string, choices: Readonly<Record<string, T>>): T {
  const chosen = Object.hasOwn(choices, given) ? choices[given] : undefined;
  if (chosen !== undefined) return chosen;
  throw new MillraceError("OPTION_INVALID", `The option ${option} of toMermaid is ${JSON.stringify(given)}.`, {
    hint: `Give one of ${Object.keys(choices).join(", ")}.`,
  });
}

function contractLines({ input, state, stream, signals = {}, result }: ContractJson): readonly string[] {
  const keys = (state?.["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return [
    ...(input ? [`input ${shortly(input)}`] : []),
    ...Object.entries(keys).map(([key, schema]) => `state ${key} ${shortly(schema)}`),
    ...(stream ? [`stream ${shortly(stream)}`] : []),
    ...Object.entries(signals).map(([name, schema]) => `signal ${name} ${shortly(schema)}`),
    ...(result ? [`result ${shortly(result)}`] : []),
  ];
}

const MAX_KEYS = 6;

/** A schema in a word or two. */
function shortly(schema: JsonSchema): string {
  const { title, type, properties, items, enum: values, anyOf, description = "" } = schema;
  if (typeof title === "string") return title;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(anyOf)) return anyOf.map((one) => shortly(one as JsonSchema)).join(" | ");
  if (type === "array" && typeof items === "object") return `list of ${shortly(items as JsonSchema)}`;
  if (typeof properties !== "object" || properties === null)
    return typeof type === "string" ? type : (/^\w+(?=: JSON Schema)/u.exec(String(description))?.[0] ?? "anything");
  const keys = Object.keys(properties);
  return `{ ${keys.slice(0, MAX_KEYS).join(", ")}${keys.length > MAX_KEYS ? ", …" : ""} }`;
}
