/** The text of a turn while it is written. */
import { Agent, MemoryStream } from "millrace";
import { ManualClock, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { listeners } from "../../stream/count.js";

const turnOf = (stream: MemoryStream, signal?: AbortSignal) =>
  new Agent("a", { model: TestModel.with({ pieces: 2 }, "abcdef") }).run("Go.", {
    stream,
    ...(signal === undefined ? {} : { signal }),
  });

describe("the text of a run", () => {
  it("comes whole to a reader who is slower than the model", async () => {
    const stream = new MemoryStream();
    const pieces: string[] = [];
    for await (const piece of turnOf(stream).text()) {
      pieces.push(piece);
      await new ManualClock().advanceAsync(0);
    }

    expect(pieces).toEqual(["ab", "cd", "ef"]);
    expect(listeners(stream)).toBe(0);
  });

  it("ends with the error of the turn, also of one that never began", async () => {
    const stream = new MemoryStream();
    const read = turnOf(stream, AbortSignal.abort("no")).text().next();

    await expect(read).rejects.toMatchObject({ code: "ABORTED" });
    expect(listeners(stream)).toBe(0);
  });
});
