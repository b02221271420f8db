/** Fields of an answer as futures and iterators. */
import { Agent, FieldDone, MemoryStream } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const shape = { title: z.string(), rows: [{ name: z.string(), size: z.number().optional() }], "a.b": z.boolean() };
const text = '{"title":"T","rows":[{"name":"a","size":1},{"name":"b"}],"a.b":true}';

const resultOf = (model = TestModel.with({ pieces: 3 }, text)) =>
  new Agent("a", { model }).input("Go.").output(shape).getResult();

describe("result.field", () => {
  it("is the value, as soon as it is complete", async () => {
    const model = TestModel.with({ pieces: 1 }, { text, stallAfter: 20 });
    const result = resultOf(model);

    expect(await result.field("title")).toBe("T"); // and the answer never ends
    expect(result.status).toBe("running");
    result.cancel();
  });

  it("is the list of all where the path means several, and keys of every kind can be named", async () => {
    const result = resultOf();

    expect(await result.field("rows[*].name")).toEqual(["a", "b"]);
    expect(await result.field("rows[*].size")).toEqual([1]);
    expect(await result.field("rows[1]")).toEqual({ name: "b" });
    expect(await result.field('["a.b"]')).toBe(true);
  });

  it("is an iterator over each that is completed, with its place", async () => {
    const names: unknown[] = [];
    for await (const { value, path, indexes, attempt } of resultOf().field("rows[*].name"))
      names.push([path, indexes, value, attempt]);

    expect(names).toEqual([
      ["rows[0].name", [0], "a", 1],
      ["rows[1].name", [1], "b", 1],
    ]);
  });

  it("gives what was accepted where several were asked for, and every attempt to an iterator", async () => {
    const model = new TestModel('{"title":"old","rows":[{"name":"x"}]}', text);
    const result = resultOf(model);
    const seen: unknown[] = [];
    for await (const { value, attempt } of result.field("title")) seen.push([value, attempt]);

    expect(seen).toEqual([
      ["old", 1],
      ["T", 2],
    ]);
    expect(await result.field("rows[*].name")).toEqual(["a", "b"]);
  });

  it("leaves out of the list what came again under the same key, or stood in another document", async () => {
    const twice = new TestModel('{"title":"T","rows":[{"name":"x"},{"name":"y"}],"rows":[{"name":"a"}],"a.b":true}');
    const other = TestModel.with({ pieces: 4 }, `{"rows":[{"name":"x"},{"name":"y"}] or rather} ${text}`);
    for (const [model, names] of [
      [twice, ["a"]],
      [other, ["a", "b"]],
    ] as const) {
      const result = resultOf(model);
      expect(await result.field("rows[*].name")).toEqual(names);
      expect((await result.getData()).rows.map(({ name }) => name)).toEqual(names);
    }
  });

  it("rejects by name for a field that the answer has not, and with the failure of the request", async () => {
    await expect(resultOf().field("rows[7].name")).rejects.toMatchObject({
      code: "FIELD_MISSING",
      details: { path: "rows[7].name" },
    });
    const broken = new Error("broken");
    await expect(resultOf(new TestModel(broken)).field("title")).rejects.toBe(broken);
  });

  it("asks once, however often it is awaited", async () => {
    const model = TestModel.with({ pieces: 3 }, text);
    const title = resultOf(model).field("title");
    expect([await title, await title]).toEqual(["T", "T"]);
    expect(model.calls).toHaveLength(1);
  });

  it("is an event as well, which a future of the stream awaits", async () => {
    const stream = new MemoryStream();
    using next = stream.get(FieldDone.field("wildcard").eq("rows[*].name"));
    const agent = new Agent("a", { model: new TestModel(text), stream });
    await agent.input("Go.").output(shape).start();

    expect(await next).toMatchObject({ path: "rows[0].name", value: "a", provenance: "observed" });
  });
});
