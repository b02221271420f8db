/** The text of an answer, and what readers want where it begins anew. */
import { describe, expect, it } from "vitest";
import { TextDelta } from "../../../lib/agent/request/answer-events.js";
import { readText, type RestartRule } from "../../../lib/agent/request/read-text.js";
import { AttemptSuperseded, OutputAccepted, type RequestEvent } from "../../../lib/agent/request/request-events.js";

const place = (attempt: number): { requestId: string; attempt: number; seq: number } => ({
  requestId: "r",
  attempt,
  seq: 0,
});
const superseded = new AttemptSuperseded(place(1), "retry", { code: undefined, message: "the socket closed" }, 2, 0);

async function* log(...texts: (string | typeof superseded)[]): AsyncGenerator<RequestEvent> {
  let attempt = 1;
  for (const text of texts) {
    await Promise.resolve();
    if (typeof text === "string") yield new TextDelta(place(attempt), text);
    else {
      yield text;
      attempt++;
    }
  }
  yield new OutputAccepted(place(attempt), "", "");
}

async function read(rule: RestartRule | undefined, ...texts: (string | typeof superseded)[]): Promise<string[]> {
  const read: string[] = [];
  for await (const text of readText(log(...texts), rule)) read.push(text);
  return read;
}

describe("readText", () => {
  it("gives the pieces", async () => {
    expect(await read(undefined, "Hel", "lo")).toEqual(["Hel", "lo"]);
  });

  it("puts a line between two attempts, or a marker of one's own", async () => {
    expect(await read(undefined, "Hel", superseded, "Hello")).toEqual([
      "Hel",
      "\n[the answer was broken off and begins anew]\n",
      "Hello",
    ]);
    expect(await read({ marker: "<again>" }, "Hel", superseded, "Hello")).toEqual(["Hel", "<again>", "Hello"]);
  });

  it("marks nothing where nothing was said", async () => {
    expect(await read("marker", superseded, "Hello")).toEqual(["Hello"]);
    expect(await read("throw", superseded, "Hello")).toEqual(["Hello"]);
  });

  it("throws, or holds each attempt back until it is accepted, as one wants", async () => {
    await expect(read("throw", "Hel", superseded, "Hello")).rejects.toMatchObject({
      code: "OUTPUT_RESTARTED",
      message: expect.stringContaining("attempt 2: the socket closed") as string,
    });
    expect(await read("buffer", "Hel", superseded, "Hel", "lo")).toEqual(["Hel", "lo"]);
  });
});
