// The one error class of Millrace. What each code means stands in `error-codes.ts`; this file says nothing about them.
import { ERROR_CODES, type ErrorCode } from "./error-codes.js";

/** Extra facts of an error: everything a person needs at three in the morning. */
export interface MillraceErrorOptions {
  /** How to mend it, imperative. Default: the hint of the code in the catalogue. */
  readonly hint?: string;
  /** What was caught, kept as it was. */
  readonly cause?: unknown;
  /** Names, paths and counts for machines; no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const MARK = Symbol.for("millrace.error");

/**
 * Every error that Millrace throws or rejects with.
 *
 * `code` is stable and never renamed; `message` says what happened and why and ends with the hint; `cause` is what was
 * caught. Two copies of the package recognise each other's errors through {@link MillraceError.is}.
 */
export class MillraceError extends Error {
  override readonly name = "MillraceError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: MillraceErrorOptions = {}) {
    const hint = options.hint ?? ERROR_CODES[code].hint;
    super(`${message}\n  Hint: ${hint}`, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.hint = hint;
    this.details = options.details ?? {};
    Object.defineProperty(this, MARK, { value: true });
  }

  /** Tells a Millrace error from any other value; with `code`, of that code only. */
  static is(value: unknown, code?: ErrorCode): value is MillraceError {
    return (
      typeof value === "object" && value !== null && MARK in value && (code === undefined || codeOf(value) === code)
    );
  }
}

function codeOf(value: object): unknown {
  return (value as { code?: unknown }).code;
}
