/** A promise that its owner settles. */
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";

describe("createDeferred", () => {
  it("resolves when its owner says so, with a value or a promise", async () => {
    const value = createDeferred<number>();
    const later = createDeferred<number>();

    value.resolve(1);
    later.resolve(Promise.resolve(2));

    await expect(value.promise).resolves.toBe(1);
    await expect(later.promise).resolves.toBe(2);
  });

  it("rejects with any reason", async () => {
    const { promise, reject } = createDeferred();

    reject("why");

    await expect(promise).rejects.toBe("why");
  });

  it("settles once", async () => {
    const { promise, resolve, reject } = createDeferred<string>();

    resolve("first");
    resolve("second");
    reject(new Error("late"));

    await expect(promise).resolves.toBe("first");
  });
});
