/** What the specs of the client look through: a server with a script, a client for it, and what came of a call. */
import { MillraceError } from "millrace";
import { expect } from "vitest";
import type { ModelCall } from "../../../lib/model/language-model.js";
import type { ModelPart } from "../../../lib/model/model-part.js";
import type { OpenAICompatibleOptions } from "../../../lib/model/openai/client-options.js";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { ScriptedServer, type ScriptedReply } from "../../../lib/testing/scripted-server.js";

export type Part<K extends ModelPart["kind"]> = Extract<ModelPart, { kind: K }>;
export type Client = ReturnType<typeof openaiCompatible>;

export const hello: ModelCall = { messages: [{ role: "user", content: "Hello!" }] };

/** A server with these replies and a client for it. */
export async function serve(
  replies: readonly ScriptedReply[],
  options: Partial<OpenAICompatibleOptions> = {},
): Promise<{ server: ScriptedServer; model: Client } & AsyncDisposable> {
  const server = await ScriptedServer.start(replies);
  const model = openaiCompatible({ baseUrl: server.url, model: "any", ...options });
  return { server, model, [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose]() };
}

/** Reads a call to its end, whatever that is. */
export async function outcome(
  parts: AsyncIterable<ModelPart>,
): Promise<{ readonly parts: readonly ModelPart[]; readonly error?: MillraceError }> {
  const all: ModelPart[] = [];
  try {
    for await (const part of parts) all.push(part);
    return { parts: all };
  } catch (error) {
    expect(MillraceError.is(error), `a MillraceError, not ${String(error)}`).toBe(true);
    return { parts: all, error: error as MillraceError };
  }
}

/** All parts of a call that must not fail. */
export async function partsOf(parts: AsyncIterable<ModelPart>): Promise<readonly ModelPart[]> {
  const { parts: all, error } = await outcome(parts);
  if (error) throw error;
  return all;
}

/** The error of a call that must fail. */
export async function failureOf(parts: AsyncIterable<ModelPart>): Promise<MillraceError> {
  const { error } = await outcome(parts);
  return error ?? expect.fail("the call did not fail");
}

/** Only the parts of these kinds. */
export function only<K extends ModelPart["kind"]>(parts: readonly ModelPart[], ...kinds: readonly K[]): Part<K>[] {
  return parts.filter((part): part is Part<K> => (kinds as readonly string[]).includes(part.kind));
}

/** What a reader sees: no head, no wire; texts that follow each other as one. */
export function told(parts: readonly ModelPart[]): ModelPart[] {
  const merged: ModelPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (["headers", "original", "queued", "dequeued"].includes(part.kind)) continue;
    if ((part.kind === "text" || part.kind === "reasoning") && last?.kind === part.kind) {
      merged[merged.length - 1] = { kind: part.kind, text: last.text + part.text };
    } else if (part.kind === "tool-delta" && last?.kind === "tool-delta" && last.callId === part.callId) {
      merged[merged.length - 1] = { ...part, delta: last.delta + part.delta };
    } else {
      merged.push(part);
    }
  }
  return merged;
}

/** All text of a kind. */
export function textIn(parts: readonly ModelPart[], kind: "text" | "reasoning" = "text"): string {
  return only(parts, kind)
    .map(({ text }) => text)
    .join("");
}

/** Reads on until a part of this kind has come. */
export async function readUntil(parts: AsyncIterator<ModelPart>, kind: ModelPart["kind"]): Promise<ModelPart> {
  for (;;) {
    const next = await parts.next();
    if (next.done) return expect.fail(`no ${kind} came`);
    if (next.value.kind === kind) return next.value;
  }
}
