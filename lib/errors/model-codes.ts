// Models and requests to them: calls, prompts, settings, answers. See `error-codes.ts`.
import type { CodeMeaning } from "./code-meaning.js";

/** Their codes. */
export const MODEL_CODES = {
  MODEL_CALL_INVALID: {
    summary: "A call of a model cannot be sent as it stands.",
    hint: "Pass messages, tools and options as ModelCall documents them; the message names what is wrong.",
  },
  MODEL_FAILED: {
    summary: "The provider of a model answered with an error.",
    hint: "See details.status and the provider's own words; details.retryable says whether another try may help.",
  },
  MODEL_UNREACHABLE: {
    summary: "No connection to the provider of a model came about.",
    hint: "Check the address, the network, and that the server runs.",
  },
  MODEL_STREAM_BROKEN: {
    summary: "The answer of a model broke off before it was finished.",
    hint: "Try again; what had come before holds, and nothing comes after it.",
  },
  SCRIPT_EXHAUSTED: {
    summary: "A scripted or replayed model was called more often than it has answers.",
    hint: "Add a turn to the script, record one more call, or find out who calls the model once too often.",
  },
  SCRIPT_MISMATCH: {
    summary: "A replayed model was called with something else than what was recorded.",
    hint: "Make the same calls in the same order, or record them anew.",
  },
  OUTPUT_SHAPE_INVALID: {
    summary: "What should be the shape of an answer is none, or no JSON can be of that shape.",
    hint: "Give a zod schema, an object of them, or a list with one of them.",
  },
  PROMPT_EMPTY: {
    summary: "A request has nothing to say to the model.",
    hint: 'Say what is asked: agent.input("…").',
  },
  PROMPT_INVALID: {
    summary: "Something cannot be said to a model in the place where it was put.",
    hint: "Give text or plain data; bytes are attached with image(…), audio(…) or file(…).",
  },
  ATTACHMENT_INVALID: {
    summary: "What should be attached is no picture, recording or document that can be sent.",
    hint: "Give bytes, an address, { path } or { fileId }, and what kind of file it is.",
  },
  SETTINGS_INVALID: {
    summary: "A setting has a name that nobody knows, or a value that it cannot have.",
    hint: "The message has the path and what belongs there.",
  },
  SETTINGS_ENV_MISSING: {
    summary: "A setting names a variable of the environment that is not set.",
    hint: "Set the variable, or give a default: ${ENV.NAME:-default}.",
  },
  PATH_INVALID: {
    summary: "A text that should be the path of a field cannot be read.",
    hint: 'Write items[0].name; [*] for any index; ["a.b"] for keys with dots, brackets or quotes.',
  },
  MODEL_MISSING: {
    summary: "A request has no model to ask.",
    hint: "Give the agent one, new Agent(name, { model: openaiCompatible({ baseUrl, model }) }), or set it in the settings.",
  },
  REQUEST_INVALID: {
    summary: "A request was put together in a way that cannot work, or read in a way that it has nothing for.",
    hint: "See the documentation of the method that the message names.",
  },
  REQUEST_SUPPRESSED: {
    summary: "An interrupter suppressed a request before it was sent.",
    hint: "Look for the EventSuppressed on its stream, which names the interrupter.",
  },
  REQUEST_NOT_KEPT: {
    summary: "What is asked for was not kept, since the log of the request is bounded.",
    hint: "Ask before the request starts, or leave `retain` out.",
  },
  OUTPUT_INVALID: {
    summary: "The answer of a model does not fit what was asked for, and asking again did not help.",
    hint: "Read details.issues; make the descriptions of the fields say more, or allow more corrections.",
  },
  OUTPUT_TRUNCATED: {
    summary: "The answer of a model ended before it was complete, and asking again did not help.",
    hint: "Ask for less, or let the model say more (max_tokens in the options).",
  },
  OUTPUT_RESTARTED: {
    summary: "The text that a reader reads begins anew with another attempt.",
    hint: 'Read with { onRestart: "marker" } or { onRestart: "buffer" }, or begin the display anew as well.',
  },
  FIELD_MISSING: {
    summary: "The answer of a model has no such field.",
    hint: "Await fields that the contract requires, or catch this for those that are optional.",
  },
} as const satisfies Record<string, CodeMeaning>;
