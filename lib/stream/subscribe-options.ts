// Options of subscriptions at the door: what is refused, and how they are folded into the handler that the road calls.
import { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import type { Clock } from "../primitives/clock.js";
import { isThenable } from "../primitives/thenable.js";
import type { Context, StreamContext } from "./context.js";
import { follow } from "./on-abort.js";
import type { RunHandler, SubscribeOptions } from "./subscription.js";

const KNOWN = ["interrupt", "once", "concurrent", "onError", "name", "signal", "timeoutMs"];

/** Refuses a handler that is no function, and options that cannot work. Throws HANDLER_INVALID, OPTION_INVALID. */
export function checkSubscription(handler: unknown, options: SubscribeOptions): void {
  if (typeof handler !== "function") {
    throw new MillraceError("HANDLER_INVALID", `subscribe was given ${nameOf(handler)} where a handler belongs.`);
  }
  checkSubscribeOptions(options);
}

/** Refuses options that nobody knows or that cannot work. Throws HANDLER_INVALID, OPTION_INVALID. */
export function checkSubscribeOptions(options: SubscribeOptions): void {
  if (typeof options !== "object" || (options as unknown) === null) {
    throw new MillraceError("HANDLER_INVALID", `subscribe was given ${nameOf(options)} where options belong.`);
  }
  for (const key of Object.keys(options)) {
    if (KNOWN.includes(key)) continue;
    throw new MillraceError("HANDLER_INVALID", `subscribe does not know the option "${key}".`, {
      hint: `The options are ${KNOWN.join(", ")}.`,
    });
  }
  checkTimeoutMs(options.timeoutMs);
  checkErrorPolicy(options.onError);
  if (options.interrupt && options.concurrent) {
    throw new MillraceError(
      "HANDLER_INVALID",
      "An interrupter cannot be concurrent: the next one waits for its verdict.",
    );
  }
}

/** Refuses what is no error policy. Throws HANDLER_INVALID. */
export function checkErrorPolicy(onError: unknown): void {
  if (onError === undefined || onError === "throw" || onError === "report") return;
  throw new MillraceError("HANDLER_INVALID", `onError is "throw" or "report", not ${JSON.stringify(onError)}.`);
}

function nameOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}

/** Refuses what no timer can wait for. Throws OPTION_INVALID. */
export function checkTimeoutMs(timeoutMs: number | undefined): void {
  if (timeoutMs === undefined || (typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs < 2 ** 31)) return;
  throw new MillraceError("OPTION_INVALID", `timeoutMs is ${String(timeoutMs)}.`, {
    hint: "Give milliseconds above 0 and below 2^31, or leave it out to wait for ever.",
  });
}

/** A handler that ends its subscription before it runs, so that a nested event cannot enter it twice. */
export function runOnce(run: RunHandler, end: () => void): RunHandler {
  return (event, context) => {
    end();
    return run(event, context);
  };
}

/**
 * A handler that fails with TIMEOUT when it takes too long. The signal of its context aborts then, and with that of the
 * context around it.
 */
export function runWithin(run: RunHandler, timeoutMs: number, clock: () => Clock, name: () => string): RunHandler {
  return (event: BaseEvent, context: Context) => {
    const controller = new AbortController();
    const unfollow = follow(context.signal, controller);
    const own = (context as StreamContext).derive({ signal: controller.signal });
    const leave = (): void => {
      unfollow();
      own.active = false;
    };
    let result: unknown;
    try {
      result = run(event, own);
    } catch (error) {
      leave();
      throw error;
    }
    if (!isThenable(result)) {
      leave();
      return result;
    }
    return new Promise((resolve, reject) => {
      const timer = clock().schedule(timeoutMs, () => {
        const error = new MillraceError(
          "TIMEOUT",
          `${name()} did not settle [${event.type}] within ${String(timeoutMs)} ms.`,
          { details: { subscription: name(), event: event.id, timeoutMs } },
        );
        leave();
        controller.abort(error);
        reject(error);
      });
      result.then(
        (value) => {
          timer[Symbol.dispose]();
          leave();
          resolve(value);
        },
        (error: unknown) => {
          timer[Symbol.dispose]();
          leave();
          reject(error);
        },
      );
    });
  };
}
