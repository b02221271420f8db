import { describe, expect, it } from "vitest";
import { answer } from "../../../lib/testing/scripted-answer.js";
import { failureOf, hello, readUntil, serve } from "./probes.js";

const atOnce = (text: string) => answer.raw([answer.text(text, { every: 1 }).pieces.join("")]);

describe("PartStream", () => {
  it("gives nothing more to who has aborted, although more had come", async () => {
    await using place = await serve([atOnce("abc"), atOnce("abc")]);
    const controller = new AbortController();
    const parts = place.model.stream({ ...hello, signal: controller.signal });
    const iterator = parts[Symbol.asyncIterator]();
    await readUntil(iterator, "text");

    controller.abort();

    expect((await failureOf(parts)).code).toBe("ABORTED");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("serves calls that overlap in order, each part once", async () => {
    await using place = await serve([atOnce("abc")]);
    const parts = place.model.stream(hello)[Symbol.asyncIterator]();

    const all = await Promise.all(Array.from({ length: 20 }, async () => parts.next()));

    const values = all.flatMap(({ done, value }) => (done ? [] : [value]));
    expect(values[0]?.kind).toBe("headers");
    expect(values.flatMap((part) => (part.kind === "text" ? [part.text] : []))).toEqual(["a", "b", "c"]);
    expect(values.at(-1)?.kind).toBe("finish");
    expect(all.at(-1)?.done).toBe(true);
  });

  it("sends nothing for a reader that leaves before it begins", async () => {
    await using place = await serve([]);
    const parts = place.model.stream(hello)[Symbol.asyncIterator]();

    expect(await parts.return?.()).toEqual({ done: true, value: undefined });
    expect(await parts.next()).toEqual({ done: true, value: undefined });
    expect(place.server.requests).toEqual([]);
  });
});
