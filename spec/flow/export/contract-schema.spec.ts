import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contractToJsonSchema } from "../../../lib/flow/export/contract-schema.js";
import { caught } from "../../caught.js";
import { step } from "./every-node.js";

describe("contractToJsonSchema", () => {
  it("has no slot that the contract does not have", () => {
    expect(contractToJsonSchema({})).toEqual({});
    expect(contractToJsonSchema({ stream: z.string() }, [step("plain")])).toEqual({ stream: { type: "string" } });
  });

  it("says of input and signals what may be given, of the others what is got", () => {
    const count = z.string().default("none");
    const schemas = contractToJsonSchema({
      input: z.object({ count }),
      state: z.object({ count }),
      signals: { Go: z.object({ count }) },
      result: z.object({ count }),
    });

    expect(schemas.input).not.toHaveProperty("required");
    expect(schemas.signals?.["Go"]).not.toHaveProperty("required");
    expect(schemas.state).toMatchObject({ required: ["count"] });
    expect(schemas.result).toMatchObject({ required: ["count"] });
  });

  it("lets through, and describes, what JSON Schema cannot say", () => {
    const { input, result } = contractToJsonSchema({
      input: z.object({ on: z.date(), open: z.unknown(), length: z.string().transform((text) => text.length) }),
      result: z.string().transform((text) => text.length),
    });

    expect(input).toMatchObject({
      properties: {
        on: { description: expect.stringContaining("date") },
        open: {},
        length: { type: "string" },
      },
    });
    expect(result).toEqual({ description: expect.stringContaining("transform") });
  });

  it("keeps descriptions that the author gave", () => {
    expect(contractToJsonSchema({ input: z.date().describe("The day of payment.") }).input).toEqual({
      description: "The day of payment.",
    });
  });

  it("has the schemas of chunks by their names", () => {
    const chunk = { ...step("count"), valueSchema: z.string(), outputSchema: z.number() };

    expect(contractToJsonSchema({}, [chunk, step("plain")]).chunks).toEqual({
      count: { value: { type: "string" }, output: { type: "number" } },
    });
  });

  it("describes schemas that hold themselves", () => {
    const tree = z.object({
      get children() {
        return z.array(tree);
      },
    });

    expect(contractToJsonSchema({ input: tree }).input).toMatchObject({ type: "object" });
  });

  it("names the slot that cannot be described", () => {
    const twice = z.tuple([z.string().meta({ id: "same" }), z.number().meta({ id: "same" })]);

    expect(caught(() => contractToJsonSchema({ signals: { Go: twice } }))).toMatchObject({
      code: "FLOW_INVALID",
      message: expect.stringContaining('signal "Go"'),
    });
  });
});
