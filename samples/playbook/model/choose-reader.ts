// Which way documents are read: by a model where the environment names one, by plain code otherwise. Either way one line
// says so, since a document that goes to a model may leave this machine.

import { MillraceError, openaiCompatible } from "millrace";
import { cleanLine } from "../normalize/clean-text.js";
import { ModelReader } from "./model-reader.js";

export interface ReaderChoice {
  readonly reader: ModelReader | undefined;
  /** One line for the person who started the run. */
  readonly notice: string;
}

const PLAIN = "plain code finds facts and risks";

/** `concurrency`: how many requests are sent at the same time. */
export function chooseReader(
  environment: Readonly<Record<string, string | undefined>>,
  concurrency: number,
): ReaderChoice {
  const [baseUrl, model, apiKey] = ["OPENAI_BASE_URL", "MODEL", "OPENAI_API_KEY"].map((name) => {
    const value = environment[name]?.trim();
    return value === "" ? undefined : value;
  });
  if (baseUrl === undefined && model === undefined) {
    return plain(`${PLAIN}; set OPENAI_BASE_URL and MODEL, and OPENAI_API_KEY if need be, for a model to do it`);
  }
  if (baseUrl === undefined) return plain(`MODEL is set but OPENAI_BASE_URL is missing: ${PLAIN}`);
  if (model === undefined) return plain(`OPENAI_BASE_URL is set but MODEL is missing: ${PLAIN}`);
  try {
    const limits = { concurrency };
    const client = openaiCompatible({ baseUrl, model, limits, ...(apiKey === undefined ? {} : { apiKey }) });
    const name = cleanLine(model);
    return {
      reader: new ModelReader(name, client),
      notice: `the model ${name} at ${new URL(baseUrl).host} finds facts and risks`,
    };
  } catch (error) {
    if (!MillraceError.is(error)) throw error;
    return plain(`${PLAIN}, since the model cannot be used: ${cleanLine(error.message.split("\n")[0] ?? "")}`);
  }
}

function plain(notice: string): ReaderChoice {
  return { reader: undefined, notice };
}
