// The contract of a flow as JSON Schema, for those who speak to the flow in another language.
import { MillraceError } from "../../errors/millrace-error.js";
import { z } from "../../event/zod.js";
import type { Chunk } from "../definition/chunk.js";
import type { FlowContract } from "../definition/flow-contract.js";
import type { ContractJson, JsonSchema } from "./blueprint-schema.js";

/** What a schema of a chunk is asked for. */
type SchemaOfChunk = Pick<Chunk, "name" | "valueSchema" | "outputSchema">;

/**
 * The schemas of a contract as JSON Schema, draft 2020-12: for `input` and `signals` what may be given, for `state`,
 * `stream` and `result` what is got; for chunks that name schemas both. What JSON Schema cannot say, such as a date, lets
 * everything pass and says so in its description. Throws FLOW_INVALID for a schema that zod cannot describe at all.
 */
export function contractToJsonSchema(contract: FlowContract, chunks: Iterable<SchemaOfChunk> = []): ContractJson {
  const { input, state, stream, signals, result } = contract;
  const described = [...chunks].filter(({ valueSchema, outputSchema }) => valueSchema ?? outputSchema);
  return {
    ...(input && { input: describe("input", input, "input") }),
    ...(state && { state: describe("state", state, "output") }),
    ...(stream && { stream: describe("stream", stream, "output") }),
    ...(signals && {
      signals: Object.fromEntries(
        Object.entries(signals).map(([name, schema]) => [name, describe(`signal "${name}"`, schema, "input")]),
      ),
    }),
    ...(result && { result: describe("result", result, "output") }),
    ...(described.length > 0 && { chunks: Object.fromEntries(described.map((chunk) => [chunk.name, ofChunk(chunk)])) }),
  };
}

function ofChunk({ name, valueSchema, outputSchema }: SchemaOfChunk): NonNullable<ContractJson["chunks"]>[string] {
  return {
    ...(valueSchema && { value: describe(`value of chunk "${name}"`, valueSchema, "input") }),
    ...(outputSchema && { output: describe(`output of chunk "${name}"`, outputSchema, "output") }),
  };
}

const OPEN = ["any", "unknown"];

function describe(slot: string, schema: z.ZodType, io: "input" | "output"): JsonSchema {
  try {
    const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
      io,
      unrepresentable: "any",
      override({ zodSchema, jsonSchema }) {
        const { type } = zodSchema._zod.def;
        if (Object.keys(jsonSchema).length > 0 || OPEN.includes(type)) return;
        jsonSchema.description = `${type}: JSON Schema has no word for it, so nothing is checked here.`;
      },
    });
    return described;
  } catch (cause) {
    throw new MillraceError("FLOW_INVALID", `The ${slot} of the contract cannot be described as JSON Schema.`, {
      cause,
      hint: "See the cause; often two schemas in it have the same id.",
    });
  }
}
