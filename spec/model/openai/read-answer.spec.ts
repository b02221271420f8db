import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { bytesOf, chunkFuzzer } from "../../../lib/testing/chunk-fuzzer.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import { hello, only, partsOf, serve, told } from "./probes.js";
import { wires } from "./wires.js";

describe("an answer in the shape of", () => {
  it.each(Object.entries(wires))("%s gives the same neutral parts", async (_, { events, parts }) => {
    await using place = await serve([answer.events(events)]);

    const all = await partsOf(place.model.stream(hello));

    expect(told(all).filter(({ kind }) => kind !== "meta")).toEqual(parts);
    expect(only(all, "original").map(({ data }) => data)).toHaveLength(events.length);
    expect(place.server.requests).toHaveLength(1);
  });
});

describe("the parts of an answer", () => {
  it("are the same however its bytes are cut", async () => {
    for (const { events } of Object.values(wires)) {
      const bytes = bytesOf(answer.events(events).pieces.join(""));
      const read = async (pieces: readonly Uint8Array[]): Promise<unknown> => {
        const fetch = async (): Promise<Response> => Promise.resolve(responseOf(pieces));
        const model = openaiCompatible({ baseUrl: "http://localhost/v1", model: "any", fetch });
        return told(await partsOf(model.stream(hello)));
      };
      const whole = await read([bytes]);
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 40 }), async (seed, longest) => {
          expect(await read(chunkFuzzer(seed).cut(bytes, longest))).toEqual(whole);
        }),
        { numRuns: 30 },
      );
    }
  });

  it("are the same over a real connection that cuts", async () => {
    for (const { events, parts } of Object.values(wires)) {
      const bytes = bytesOf(answer.events(events).pieces.join(""));
      await using place = await serve([answer.raw(chunkFuzzer(5).cut(bytes, 60))]);
      expect(told(await partsOf(place.model.stream(hello))).filter(({ kind }) => kind !== "meta")).toEqual(parts);
    }
  });
});

function responseOf(pieces: readonly Uint8Array[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
