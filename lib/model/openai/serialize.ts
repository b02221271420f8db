// A body as JSON text.
import { MillraceError } from "../../errors/millrace-error.js";

/** The JSON text of a body. Throws MODEL_CALL_INVALID for what JSON cannot carry: cycles, bigints. */
export function serialize(body: object): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new MillraceError("MODEL_CALL_INVALID", "The call holds a value that JSON cannot carry.", {
      cause,
      hint: "Options, tools and formats are plain data: texts, numbers, booleans, lists, objects.",
      details: { retryable: false },
    });
  }
}
