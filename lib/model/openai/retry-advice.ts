// Whether another try may help, and when the provider says that it should come.
import { currentClock } from "../../primitives/clock.js";
import type { ProviderError } from "./provider-error.js";

/** What came in the head of an answer, as far as it tells of retries. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

/** Names of failures that no other try mends, whatever their status. */
const FINAL =
  /insufficient_quota|billing|invalid_request|invalid_api_key|authentication|permission|not_found|context_length|content_(filter|policy)|unsupported/i;

/** Whether another try may help: overload, limits and failures of the server, unless the provider names a lasting cause. */
export function isRetryable(status: number, error: ProviderError, headers?: Headers): boolean {
  const said = headers?.get("x-should-retry");
  if (said === "true" || said === "false") return said === "true";
  if (/insufficient_quota|billing/i.test(`${error.code ?? ""} ${error.type ?? ""}`)) return false;
  if (status === 501 || status === 505) return false;
  return status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
}

/** The same for an error in the middle of an answer, which mostly has no status. */
export function isRetryableMidway(status: number | undefined, error: ProviderError): boolean {
  if (status !== undefined) return isRetryable(status, error);
  return !FINAL.test(`${error.code ?? ""} ${error.type ?? ""}`);
}

/** How long to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function retryAfterMs(headers: Headers): number | undefined {
  const exact = amount(headers.get("retry-after-ms"));
  if (exact !== undefined) return exact;
  const said = headers.get("retry-after");
  const seconds = amount(said);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  const date = said === null ? Number.NaN : Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, date - currentClock().now());
}

function amount(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
