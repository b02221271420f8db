// The options of a client, checked at the door and brought into one shape.
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { ModelTimeouts } from "../language-model.js";
import { OWN_FIELDS } from "./check-call.js";
import { Endpoint } from "./endpoint.js";
import { KeyPool, type KeySelection } from "./key-pool.js";
import { type LimitOptions, ModelLimits } from "./limits.js";
import { checkTimeouts } from "./phase-timer.js";
import { refuse } from "./refuse-option.js";
import { REASONING_FIELDS } from "./translate-chunk.js";

/** Where a model is, what it is called, and how to talk to it. */
export interface OpenAICompatibleOptions {
  /** The address of the API, such as `https://api.openai.com/v1` or `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** The model's name at its provider. */
  readonly model: string;
  /** Sent as a bearer token. Local servers need none. */
  readonly apiKey?: string;
  /** Several keys instead of one. One that is refused or over its limit rests, and the next call takes another. */
  readonly apiKeys?: readonly string[];
  /** How the next key is chosen. Default: `round-robin`. */
  readonly keySelection?: KeySelection;
  /** Go with every request; an `authorization` among them takes the place of the key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of the body as the provider names them, such as `temperature`; those of a call go over them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What follows the base address. Default: `/chat/completions`. */
  readonly path?: string;
  /** Limits of each phase of a call; those of a call go over them. */
  readonly timeouts?: ModelTimeouts;
  /** What the provider takes at once and in a minute. Default: no limits. */
  readonly limits?: LimitOptions | ModelLimits;
  /** Where the server sends reasoning. Default: `reasoning_content`, `reasoning`, `thinking`; the first that is there counts. */
  readonly reasoningFields?: readonly string[];
  /** False for a server that refuses `response_format`. Default: true. */
  readonly takesResponseFormat?: boolean;
  /** False for a server or model that refuses tools. Default: true. */
  readonly takesTools?: boolean;
  /** Whether streams are asked for their usage; false for a server that refuses `stream_options`. Default: true. */
  readonly includeUsage?: boolean;
  /** Fields of the body that go over everything else. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /** Takes the place of the global `fetch`: for proxies, and limits of the connection itself. */
  readonly fetch?: typeof globalThis.fetch;
}

const KNOWN: readonly (keyof OpenAICompatibleOptions)[] = [
  "baseUrl",
  "model",
  "apiKey",
  "apiKeys",
  "keySelection",
  "headers",
  "options",
  "path",
  "timeouts",
  "limits",
  "reasoningFields",
  "takesResponseFormat",
  "takesTools",
  "includeUsage",
  "extraBody",
  "fetch",
];

/** Options in the shape that calls need. */
export interface ClientSettings {
  readonly model: string;
  readonly endpoint: Endpoint;
  readonly keys: KeyPool;
  readonly limits: ModelLimits | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly extraBody: Readonly<Record<string, unknown>>;
  readonly timeouts: ModelTimeouts;
  readonly reasoningFields: readonly string[];
  readonly takesResponseFormat: boolean;
  readonly takesTools: boolean;
  readonly includeUsage: boolean;
  readonly fetch: typeof globalThis.fetch | undefined;
}

/** Checks the options of a client. Throws OPTION_INVALID, and never with a key in the message. */
export function readClientOptions(options: OpenAICompatibleOptions): ClientSettings {
  refuseUnknown("openaiCompatible", options, KNOWN);
  const { model, limits, apiKey, apiKeys, timeouts = {} } = options;
  if (typeof model !== "string" || model.trim() === "")
    throw refuse("model", "is empty; the name of a model is expected");
  if (apiKey !== undefined && apiKeys !== undefined)
    throw refuse("apiKeys", "stands beside apiKey; one of both is enough");
  const secrets = apiKeys ?? (apiKey === undefined ? [] : [apiKey]);
  if (!Array.isArray(secrets)) throw refuse("apiKeys", "is no list");
  secrets.forEach((secret: unknown, place) => {
    checkKey(secret, apiKeys ? `apiKeys[${String(place)}]` : "apiKey");
  });
  for (const name of ["options", "extraBody"] as const) checkFields(name, options[name]);
  checkTimeouts(timeouts);
  checkKinds(options);
  return {
    model,
    endpoint: new Endpoint(options.baseUrl, options.path, options.headers, secrets),
    keys: new KeyPool(secrets, options.keySelection),
    limits: limits === undefined || limits instanceof ModelLimits ? limits : new ModelLimits(limits),
    options: options.options ?? {},
    extraBody: options.extraBody ?? {},
    timeouts,
    reasoningFields: options.reasoningFields ?? REASONING_FIELDS,
    takesResponseFormat: options.takesResponseFormat ?? true,
    takesTools: options.takesTools ?? true,
    includeUsage: options.includeUsage ?? true,
    fetch: options.fetch,
  };
}

// What is wrong is said without the key.
function checkKey(secret: unknown, option: string): void {
  if (typeof secret !== "string") throw refuse(option, "is no text");
  if (secret.trim() === "") throw refuse(option, "is empty", "Leave it out for a server that needs none.");
  if (!/^[\x21-\x7e]+$/.test(secret)) throw refuse(option, "has blanks or line breaks in it", "Trim it.");
}

function checkFields(option: string, fields: unknown): void {
  if (fields === undefined) return;
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) throw refuse(option, "is no object");
  const own = ["model", ...OWN_FIELDS].find((field) => field in fields);
  if (own !== undefined) throw refuse(`${option}.${own}`, "is none of the options: the client and its calls say it");
}

function checkKinds({
  reasoningFields,
  fetch,
  takesResponseFormat,
  takesTools,
  includeUsage,
}: OpenAICompatibleOptions): void {
  const names: unknown = reasoningFields ?? [];
  if (!Array.isArray(names) || names.some((name) => typeof name !== "string")) {
    throw refuse("reasoningFields", "is no list of names");
  }
  if (fetch !== undefined && typeof fetch !== "function") throw refuse("fetch", "is no function");
  for (const [name, flag] of Object.entries({ takesResponseFormat, takesTools, includeUsage })) {
    if (flag !== undefined && typeof flag !== "boolean") throw refuse(name, "is neither true nor false");
  }
}
