/** What a request gives, from what was asked for: data, fields, items of views. */
import {
  type Agent,
  type AgentRequest,
  type FieldDelta,
  type FieldDone,
  type LanguageModel,
  type MemoryStream,
  type RequestEvent,
  type RequestMeta,
  type RequestOutcome,
  type RequestResult,
  type StreamingData,
  TextDelta,
  ToolReady,
} from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

declare const agent: Agent;
declare const model: LanguageModel;
declare const stream: MemoryStream;

const text = agent.input("Go.");
const asked = agent.input("Go.").output({
  title: z.string(),
  size: z.string().transform(Number),
  items: [{ name: z.string(), tags: z.array(z.string()).optional() }],
  kind: z.enum(["a", "b"]).default("a"),
});
interface Data {
  title: string;
  size: number;
  items: { name: string; tags?: string[] | undefined }[];
  kind: "a" | "b";
}

describe("a request", () => {
  it("is one for a text, or for what output says, whatever follows", () => {
    expectTypeOf(text).toEqualTypeOf<AgentRequest>();
    expectTypeOf(text.getData()).resolves.toEqualTypeOf<string>();
    expectTypeOf(asked.getData()).resolves.toEqualTypeOf<Data>();
    expectTypeOf(asked.start()).resolves.toEqualTypeOf<Data>();
    const more = asked.rule("Be brief.").on(stream).model(model).options({ temperature: 0 }).whole().input("Else.");
    expectTypeOf(more.getResult()).toEqualTypeOf<RequestResult<Data>>();
    expectTypeOf(asked.getText()).resolves.toEqualTypeOf<string>();
    expectTypeOf(asked.getMeta()).resolves.toEqualTypeOf<RequestMeta>();
  });

  it("takes schemas and shapes of them, and the last output counts", () => {
    expectTypeOf(text.output(z.number()).getData()).resolves.toEqualTypeOf<number>();
    expectTypeOf(text.output([z.date()]).getData()).resolves.toEqualTypeOf<Date[]>();
    expectTypeOf(asked.output(z.string()).getData()).resolves.toEqualTypeOf<string>();
    // @ts-expect-error -- a description without a type
    text.output({ title: "the title" });
    // @ts-expect-error -- nothing to ask for
    text.output(undefined);
  });

  it("tells how it ended as data", async () => {
    const outcome = await asked.outcome();
    expectTypeOf(outcome).toEqualTypeOf<RequestOutcome<Data>>();
    if (outcome.status === "completed") expectTypeOf(outcome.data).toEqualTypeOf<Data>();
    else expectTypeOf(outcome.error).toBeUnknown();
    // @ts-expect-error -- only what is completed has data
    expectTypeOf(outcome.data).toBeUnknown();
  });

  it("gives its validators the data, and takes verdicts of them", () => {
    asked.validate((data, { attempt, signal }) => {
      expectTypeOf(data).toEqualTypeOf<Data>();
      expectTypeOf(attempt).toEqualTypeOf<number>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      return data.title !== "" || { issues: ["no title", { path: "title", message: "is empty" }] };
    });
    text.validate(async (data) => Promise.resolve(data.length > 3 || "too short"));
    // @ts-expect-error -- no verdict
    asked.validate(() => undefined);
    // @ts-expect-error -- no such field
    asked.validate(({ titel }) => titel === "");
  });

  it("refuses what it has not", () => {
    const _misuse = (): void => {
      // @ts-expect-error -- no such setting
      asked.settings({ request: { tries: 3 } });
      // @ts-expect-error -- no stream
      asked.on("stream");
      // @ts-expect-error -- no such option
      asked.getResult({ abort: new AbortController().signal });
      // @ts-expect-error -- no limit of this name
      asked.timeouts({ headersMs: 3 });
    };
  });
});

describe("field", () => {
  it("is typed by its path: a value, or a list where the path means several", () => {
    expectTypeOf(asked.field("title")).resolves.toEqualTypeOf<string>();
    expectTypeOf(asked.field("items")).resolves.toEqualTypeOf<Data["items"]>();
    expectTypeOf(asked.field("items[0].name")).resolves.toEqualTypeOf<string>();
    expectTypeOf(asked.field("items[*].name")).resolves.toEqualTypeOf<string[]>();
    expectTypeOf(asked.field("items[*].tags[*]")).resolves.toEqualTypeOf<string[]>();
    expectTypeOf(asked.getResult().field("kind")).resolves.toEqualTypeOf<"a" | "b">();
  });

  it("refuses paths that the answer has not", () => {
    const _misuse = (): void => {
      // @ts-expect-error -- no such field
      asked.field("titel");
      // @ts-expect-error -- no such field of an item
      asked.field("items[*].size");
      // @ts-expect-error -- a title has no items
      asked.field("title[0]");
      // @ts-expect-error -- a text has no fields
      text.field("title");
    };
  });

  it("iterates over each value, not over lists", async () => {
    for await (const item of asked.field("items[*].name")) expectTypeOf(item.value).toEqualTypeOf<string>();
    for await (const item of asked.field("title")) expectTypeOf(item.value).toEqualTypeOf<string>();
  });
});

describe("getGenerator", () => {
  type Items<T> = AsyncGenerator<T, void, undefined>;

  it("gives what its view shows, of a request and of a result", () => {
    expectTypeOf(asked.getGenerator()).toEqualTypeOf<Items<string>>();
    expectTypeOf(asked.getResult().getGenerator()).toEqualTypeOf<Items<string>>();
    expectTypeOf(asked.getGenerator("delta", { onRestart: { marker: "" } })).toEqualTypeOf<Items<string>>();
    expectTypeOf(asked.getGenerator("instant")).toEqualTypeOf<Items<StreamingData>>();
    expectTypeOf(asked.getGenerator("original")).toEqualTypeOf<Items<string>>();
    expectTypeOf(asked.getGenerator("all", { replay: "accepted" })).toEqualTypeOf<Items<RequestEvent>>();
    expectTypeOf(asked.getGenerator("specific")).toEqualTypeOf<Items<RequestEvent>>();
    expectTypeOf(asked.getGenerator("specific", { replay: 3 })).toEqualTypeOf<Items<RequestEvent>>();
    expectTypeOf(asked.getGenerator("specific", { specific: [TextDelta, ToolReady] })).toEqualTypeOf<
      Items<TextDelta | ToolReady>
    >();
    expectTypeOf(asked.getResult().getGenerator("specific", { specific: [TextDelta] })).toEqualTypeOf<
      Items<TextDelta>
    >();
  });

  it("refuses views, options and classes that are none", () => {
    const _misuse = (): void => {
      // @ts-expect-error -- no such view
      asked.getGenerator("everything");
      // @ts-expect-error -- no such option
      asked.getGenerator("delta", { replays: 1 });
      // @ts-expect-error -- no such rule
      asked.getGenerator("delta", { onRestart: "never" });
      // @ts-expect-error -- names are no classes
      asked.getGenerator("specific", { specific: ["text.delta"] });
      // @ts-expect-error -- no event
      asked.getGenerator("specific", { specific: [Date] });
    };
  });

  it("tells items of instant apart", () => {
    expectTypeOf<FieldDelta>().toExtend<StreamingData>();
    expectTypeOf<FieldDone>().toExtend<StreamingData>();
    expectTypeOf<StreamingData["kind"]>().toEqualTypeOf<"delta" | "done" | "reset" | "discarded" | "truncated">();
  });
});
