import { describe, expect, it } from "vitest";
import { KeyPool, type KeySelection } from "../../../lib/model/openai/key-pool.js";
import { ManualClock } from "../../../lib/testing/manual-clock.js";
import { answer } from "../../../lib/testing/scripted-answer.js";
import type { ScriptedRequest } from "../../../lib/testing/scripted-server.js";
import { caught } from "../../caught.js";
import { failureOf, hello, partsOf, serve } from "./probes.js";

function taken(selection: KeySelection | undefined, times: number): string {
  const pool = new KeyPool(["a", "b", "c"], selection);
  return Array.from({ length: times }, () => pool.take()?.secret).join("");
}

describe("KeyPool", () => {
  it("chooses keys as it is told", () => {
    expect(taken(undefined, 5)).toBe("abcab");
    expect(taken("round-robin", 5)).toBe("abcab");
    expect(taken("least-used", 5)).toBe("abcab");
    expect(taken("first", 3)).toBe("aaa");
    expect(taken("random", 30)).toMatch(/^[abc]{30}$/);
    expect(caught(() => new KeyPool([], "best" as KeySelection)).code).toBe("OPTION_INVALID");
  });

  it("has none without keys", () => {
    expect(new KeyPool([]).take()).toBeUndefined();
  });

  it("lets a key rest that was refused, and takes the one that has rested soonest when all do", () => {
    const clock = new ManualClock();
    using _ = clock.install();
    const pool = new KeyPool(["a", "b"], "first");
    const a = pool.take()!;
    pool.answered(a, 429, 2000);
    const b = pool.take()!;
    expect([b.secret, pool.hasAnother(b)]).toEqual(["b", false]);
    pool.answered(b, 401, undefined);

    expect(pool.take()?.secret).toBe("a");
    clock.advance(2000);
    expect([pool.take()?.secret, pool.hasAnother(b)]).toEqual(["a", true]);
    pool.answered(a, 500, undefined);
    expect(pool.take()?.secret).toBe("a");
    clock.advance(300_000);
    expect(pool.hasAnother(a)).toBe(true);
  });
});

describe("keys of a client", () => {
  const bearer = ({ headers }: ScriptedRequest): string | undefined => headers.authorization;

  it("fail once and let the next call take another, without a second request inside of one", async () => {
    const no = (status: number) => answer.status(status, "no", { "retry-after": "9" });
    await using place = await serve([no(429), no(401), no(403), answer.text("yes")], {
      apiKeys: ["k-1", "k-2", "k-3"],
    });

    const first = await failureOf(place.model.stream(hello));
    expect(first).toMatchObject({ code: "MODEL_FAILED", details: { key: 1, retryable: true, retryAfterMs: 0 } });
    expect((await failureOf(place.model.stream(hello))).details).toMatchObject({ key: 2, retryable: true });
    expect((await failureOf(place.model.stream(hello))).details).toMatchObject({ key: 3, retryable: false });
    await partsOf(place.model.stream(hello));

    expect(place.server.requests.map(bearer)).toEqual(["Bearer k-1", "Bearer k-2", "Bearer k-3", "Bearer k-1"]);
    expect(JSON.stringify([first.message, first.details])).not.toContain("k-1");
  });

  it("are the same one for a client with one, and none for a client without", async () => {
    await using place = await serve([answer.status(401), answer.text("yes")], { apiKey: "k" });
    const error = await failureOf(place.model.stream(hello));
    await partsOf(place.model.stream(hello));
    expect(error.details).toMatchObject({ retryable: false });
    expect(error.details).not.toHaveProperty("key");
    expect(place.server.requests.map(bearer)).toEqual(["Bearer k", "Bearer k"]);

    await using open = await serve([answer.text("yes")]);
    await partsOf(open.model.stream(hello));
    expect(open.server.requests.map(bearer)).toEqual([undefined]);
  });

  it("give way to an authorization among the headers", async () => {
    await using place = await serve([answer.text("yes")], { apiKey: "k", headers: { Authorization: "Basic x" } });
    await partsOf(place.model.stream(hello));

    expect(place.server.requests.map(bearer)).toEqual(["Basic x"]);
  });
});
