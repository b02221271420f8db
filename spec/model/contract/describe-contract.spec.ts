import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileOutput } from "../../../lib/model/contract/compile-output.js";
import { describeContract } from "../../../lib/model/contract/describe-contract.js";

describe("describeContract", () => {
  it("tells format, outline and requirements", () => {
    const contract = compileOutput({
      title: z.string().min(3).describe("Title of\n the page"),
      "sub.title": z.string().optional(),
      items: z
        .array(z.object({ name: z.string().describe("Name"), size: z.enum(["low", "high"]) }))
        .max(5)
        .describe("What is in it"),
      score: z.int().min(1).max(10).nullable().describe("From 1 to 10"),
      due: z.coerce.date().describe("Deadline"),
      tags: [z.string()],
      kind: z.enum(["a", "b"]).default("a"),
    });

    expect(describeContract(contract)).toMatchInlineSnapshot(`
      "Data format: JSON. Write one JSON object and nothing else: no words around it, no comments in it.

      {
        "title": <string>, // Title of the page
        "sub.title": <string>,
        "items": [ // What is in it
          {
            "name": <string>, // Name
            "size": <"low" | "high">
          },
          ...
        ],
        "score": <integer | null>, // From 1 to 10
        "due": <string>, // Deadline
        "tags": [
          <string>,
          ...
        ],
        "kind": <"a" | "b">
      }

      Field requirements:
      - title: required, at least 3 characters
      - ["sub.title"]: may be left out
      - items: required, at most 5 elements
      - items[*].name: required
      - items[*].size: required
      - score: required, may be null, at least 1, at most 10
      - due: required, a date with time as in 2030-01-31T12:00:00Z
      - tags: required
      - kind: may be left out, default "a""
    `);
    expect(describeContract(contract)).toBe(describeContract(contract));
  });

  it("tells options, records, tuples, and what holds itself", () => {
    const node = z.object({
      name: z.string(),
      get kids() {
        return z.array(node).optional();
      },
    });
    const contract = compileOutput({
      pet: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("cat"), lives: z.number().max(9) }),
        z.object({ kind: z.literal("dog"), trick: z.string().optional() }),
      ]),
      value: z.union([z.string(), z.number(), z.null()]),
      author: z.object({ name: z.string() }).nullable(),
      labels: z.record(z.string(), z.number()),
      loose: z.looseObject({ a: z.string() }),
      pair: z.tuple([z.string(), z.number()]),
      any: z.unknown(),
      node,
    });

    expect(describeContract(contract)).toMatchInlineSnapshot(`
      "Data format: JSON. Write one JSON object and nothing else: no words around it, no comments in it.

      {
        "pet": {
          "kind": <"cat">,
          "lives": <number>
        }
        or
        {
          "kind": <"dog">,
          "trick": <string>
        },
        "value": <string | number | null>,
        "author": {
          "name": <string>
        },
        "labels": {
          <key>: <number>,
          ...
        },
        "loose": {
          "a": <string>,
          <any other key>: <any JSON>,
          ...
        },
        "pair": [
          <string>,
          <number>
        ],
        "any": <any JSON>,
        "node": {
          "name": <string>,
          "kids": [
            <the same again, as above>,
            ...
          ]
        }
      }

      Field requirements:
      - pet: required
      - pet.lives: at most 9
      - pet.trick: may be left out
      - value: required, may be null
      - author: required, may be null
      - author.name: required
      - labels: required
      - loose: required
      - loose.a: required
      - pair: required, exactly 2 elements
      - any: required
      - node: required
      - node.name: required
      - node.kids: may be left out"
    `);
  });

  it("tells of lists and values at the root", () => {
    expect(describeContract(compileOutput([{ t: z.string() }]))).toMatchInlineSnapshot(`
      "Data format: JSON. Write one JSON array and nothing else: no words around it, no comments in it.

      [
        {
          "t": <string>
        },
        ...
      ]

      Field requirements:
      - [*].t: required"
    `);
    expect(describeContract(compileOutput(z.array(z.email()).min(1).describe("Whom to write to"))))
      .toMatchInlineSnapshot(`
      "Data format: JSON. Write one JSON array and nothing else: no words around it, no comments in it.
      It is: Whom to write to

      [
        <string>,
        ...
      ]

      Field requirements:
      - the whole: at least 1 element
      - [*]: a valid e-mail address"
    `);
    expect(describeContract(compileOutput(z.number().positive().describe("How many")))).toMatchInlineSnapshot(`
      "Data format: JSON. Write one JSON value and nothing else: no words around it, no comments in it.
      It is: How many

      <number>

      Field requirements:
      - the whole: more than 0"
    `);
  });

  it("asks for plain text where that is the answer", () => {
    expect(describeContract(compileOutput(z.string().max(80).describe("A slogan")))).toMatchInlineSnapshot(`
      "Data format: plain text.
      It is: A slogan
      Requirements: at most 80 characters."
    `);
    expect(describeContract(compileOutput(z.enum(["low", "high"])))).toMatchInlineSnapshot(
      `"Data format: one of: low, high. Write it and nothing else."`,
    );
  });
});
