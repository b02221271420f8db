import { MillraceError } from "millrace";
import { describe, expect, it } from "vitest";
import { delayBefore, readAttempts } from "../../../lib/flow/definition/step-options.js";
import { caught } from "../../caught.js";

const fail = (why: string, hint: string): MillraceError => new MillraceError("FLOW_INVALID", why, { hint });

describe("the wait before an attempt", () => {
  it("grows by the factor, up to the longest one", () => {
    const retry = { attempts: 5, delayMs: 10, factor: 3, maxDelayMs: 50 };

    expect([2, 3, 4, 5].map((attempt) => delayBefore(attempt, retry))).toEqual([10, 30, 50, 50]);
  });

  it("is none unless one is asked for, and doubles otherwise", () => {
    expect(delayBefore(2, { attempts: 3 })).toBe(0);
    expect(delayBefore(4, { attempts: 4, delayMs: 1 })).toBe(4);
  });
});

describe("the options of attempts", () => {
  it("are read as written; a number is the number of attempts", () => {
    expect(readAttempts({}, fail)).toEqual({ timeoutMs: undefined, retry: undefined });
    expect(readAttempts({ timeoutMs: 5, retry: 3 }, fail)).toEqual({ timeoutMs: 5, retry: { attempts: 3 } });
    expect(Object.isFrozen(readAttempts({ retry: { attempts: 1, delayMs: 2 } }, fail).retry)).toBe(true);
  });

  it("are refused when they cannot be", () => {
    for (const options of [
      { timeoutMs: 0 },
      { timeoutMs: Infinity },
      { retry: 0 },
      { retry: 1.5 },
      { retry: { attempts: 2, delayMs: -1 } },
      { retry: { attempts: 2, factor: Number.NaN } },
      { retry: { attempts: 2, maxDelayMs: -1 } },
    ]) {
      expect(caught(() => readAttempts(options, fail)).code, JSON.stringify(options)).toBe("FLOW_INVALID");
    }
  });
});
