// Reads the command line. What it cannot make sense of comes back as one line of complaint, never as a stack trace.

import { parseArgs } from "node:util";

export interface Options {
  readonly inputs: readonly string[];
  /** One JSON document on standard output, for machines. */
  readonly json: boolean;
  /** Every event on the bus, one line each, on standard error. */
  readonly events: boolean;
  /** All facts and risks in the report, not only the strongest. */
  readonly all: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** Documents that are worked on at the same time. */
  readonly concurrency: number;
}

export const DEFAULT_CONCURRENCY = 4;
export const HIGHEST_CONCURRENCY = 64;

export const HELP = `Reads documents and reports what they state and what to look at twice.

  npm start                              the documents in samples/data
  npm start -- notes.md minutes/         files, and the .txt and .md files of folders
  npm start -- "We ship by 3 May."       text itself
  cat notes.md | npm start -- -          standard input

  --all               all facts and risks, not only the strongest of each group
  --events            every event on the bus, one line each, on standard error
  --json              one JSON document on standard output and nothing else there
  --concurrency <n>   documents worked on at the same time, 1 to ${HIGHEST_CONCURRENCY}; default ${DEFAULT_CONCURRENCY}
  --help, -h          this page
  --version, -v       the version of millrace

Facts and risks are found by plain code, or by a model where the environment names one:
  OPENAI_BASE_URL     the address of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1
  MODEL               the name of the model there
  OPENAI_API_KEY      its key, for a server that asks for one
The documents are sent there then. What the model cannot do, plain code does, and one line says why. At most as many
requests are under way as documents: --concurrency 1 suits a small server.

The report goes to standard output, progress and problems to standard error.
Exit code: 0 all documents reported, 1 some could not be, 2 the command line makes no sense, 130 interrupted.
`;

export function readOptions(args: readonly string[]): Options | { readonly complaint: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        events: { type: "boolean", default: false },
        all: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", short: "v", default: false },
        concurrency: { type: "string", default: String(DEFAULT_CONCURRENCY) },
      },
    });
    const concurrency = Number(values.concurrency);
    if (!/^\d+$/u.test(values.concurrency) || concurrency < 1 || concurrency > HIGHEST_CONCURRENCY) {
      return {
        complaint: `--concurrency takes a whole number from 1 to ${HIGHEST_CONCURRENCY}, not "${values.concurrency}"`,
      };
    }
    return { ...values, concurrency, inputs: positionals };
  } catch (error) {
    return { complaint: complaintAbout(error) };
  }
}

/** parseArgs speaks to programmers; the flag that it stumbled over stands between quotes in what it says. */
function complaintAbout(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : "";
  const flag = /'(-[^' ]*)/u.exec(message)?.[1] ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    return `unknown option ${flag}; for text that begins with a dash, put -- before it`;
  }
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    return /does not take/u.test(message) ? `${flag} takes no value` : `${flag} needs a value`;
  }
  return message.split("\n")[0] ?? message;
}
