// What there is to set: the one list of settings, with their types and their other names.
import { z } from "zod";

const text = z.string().min(1);
const ms = z.number().nonnegative();
const limitMs = z.union([z.number().positive(), z.literal(false)]);
const count = z.int().positive();

/** How an OpenAI-compatible server is spoken to; the options of `openaiCompatible(…)`. */
const openaiCompatible = z.object({
  baseUrl: text,
  model: text,
  /** Secret. */
  apiKey: z.string(),
  /** Secret. Several keys, one after the other. */
  apiKeys: z.array(text),
  /** How the next of several keys is chosen. */
  keySelection: z.enum(["round-robin", "random", "least-used", "first"]),
  headers: z.record(z.string(), z.string()),
  /** Fields of the body, such as `temperature`, as the server names them. */
  options: z.record(z.string(), z.unknown()),
  /** Fields of the body that go over everything else. */
  extraBody: z.record(z.string(), z.unknown()),
  /** What follows the base address. */
  path: text,
  timeouts: z.object({ connectMs: limitMs, firstTokenMs: limitMs, idleMs: limitMs, totalMs: limitMs }),
  limits: z.object({ concurrency: count, requestsPerMinute: count, tokensPerMinute: count }),
  takesResponseFormat: z.boolean(),
  takesTools: z.boolean(),
  includeUsage: z.boolean(),
  /** The names under which a server may send what a model thinks aloud. */
  reasoningFields: z.array(text),
});

/** How a request is carried out, whatever the provider. */
const request = z.object({
  /** How often a call is sent at most. */
  attempts: count,
  delayMs: ms,
  factor: z.number().min(1),
  maxDelayMs: ms,
  /** For all attempts and corrections together. */
  totalMs: limitMs,
  /** How often a model is asked again for an answer that breaks its contract. */
  corrections: z.int().nonnegative(),
  /** For whoever waits for a result. */
  timeoutMs: limitMs,
  /** What becomes of a request whose last reader leaves early. */
  onEarlyBreak: z.enum(["continue", "abort"]),
  /** How many items are kept for readers that come late. */
  retain: z.int().nonnegative(),
  /** What readers of the text are told when an attempt begins it anew: a mark in it, an error, or nothing before it is whole. */
  onRestart: z.enum(["marker", "throw", "buffer"]),
});

/** Everything that can be set. */
export const SETTINGS_SCHEMA = z.object({ OpenAICompatible: openaiCompatible, request });

/** Everything that can be set, when all of it is. */
export type SettingsShape = z.output<typeof SETTINGS_SCHEMA>;

/** Other names of branches. */
export const SETTING_ALIASES = { OpenAI: "OpenAICompatible", OAIClient: "OpenAICompatible" } as const;

/** Paths that are shown to nobody. */
const SECRETS: readonly string[] = ["OpenAICompatible.apiKey", "OpenAICompatible.apiKeys"];
const OPEN_BRANCHES: readonly string[] = [
  "OpenAICompatible.headers",
  "OpenAICompatible.options",
  "OpenAICompatible.extraBody",
];
const SECRET_NAME = /auth|cookie|secret|password|credential|api[-_]?key|^key$|[-_]key$|token$/i;

/** True for settings that hold secrets, such as keys, and headers and options with the name of one. */
export function isSecret(segments: readonly string[]): boolean {
  const branch = segments.slice(0, 2).join(".");
  if (SECRETS.includes(branch)) return true;
  return OPEN_BRANCHES.includes(branch) && segments.slice(2).some((name) => SECRET_NAME.test(name));
}
