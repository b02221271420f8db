// What holds for the parts of every answer, and what a scenario's answer has to say.
import assert from "node:assert/strict";
import type { ModelPart } from "../model/model-part.js";
import type { ModelScenario } from "./model-scenarios.js";

type Told<K extends ModelPart["kind"]> = Extract<ModelPart, { readonly kind: K }>;

const SAYING: ReadonlySet<string> = new Set<ModelPart["kind"]>(["text", "reasoning", "tool-delta", "tool-ready"]);

/** Fails unless the parts are a whole answer, keep their order, and say what the scenario says. */
export function checkAnswer(parts: readonly ModelPart[], scenario: ModelScenario): void {
  const { reasoning, text, usage, finish } = scenario;
  checkOrder(parts);
  assert.equal(textOf(parts, "reasoning"), reasoning.join(""), "the reasoning");
  assert.equal(textOf(parts, "text"), text.join(""), "the text");
  checkCalls(parts, scenario);
  assert.deepEqual(
    of(parts, "finish").map(({ reason }) => reason),
    [finish],
    "there is one finish, with its reason",
  );
  if (usage !== undefined) assert.deepEqual(of(parts, "usage").at(-1)?.usage, usage, "the usage");
}

/** All text of a kind. */
export function textOf(parts: readonly ModelPart[], kind: "text" | "reasoning"): string {
  return of(parts, kind)
    .map(({ text }) => text)
    .join("");
}

function of<K extends ModelPart["kind"]>(parts: readonly ModelPart[], kind: K): Told<K>[] {
  return parts.filter((part): part is Told<K> => part.kind === kind);
}

function checkOrder(parts: readonly ModelPart[]): void {
  const kinds = parts.map(({ kind }) => kind);
  const firstSaid = kinds.findIndex((kind) => SAYING.has(kind));
  const original = kinds.indexOf("original");
  assert.ok(original === -1 || original < firstSaid, "an original comes before what is read from it");
  const late = kinds.slice(kinds.indexOf("finish")).filter((kind) => SAYING.has(kind));
  assert.deepEqual(late, [], "finish comes after all that is said");
  const lastThought = kinds.lastIndexOf("reasoning");
  const firstText = kinds.indexOf("text");
  assert.ok(firstText === -1 || lastThought < firstText, "the reasoning, which came first, is told first");
  for (const part of parts) {
    if (part.kind === "text" || part.kind === "reasoning")
      assert.notEqual(part.text, "", `${part.kind} is never empty`);
  }
}

function checkCalls(parts: readonly ModelPart[], { calls }: ModelScenario): void {
  const ready = of(parts, "tool-ready");
  assert.deepEqual(
    ready.map(({ callId, name, arguments: text }) => ({ callId, name, text })),
    calls.map(({ callId, name, pieces }) => ({ callId, name, text: pieces.join("") })),
    "each call is ready once, with all of its arguments",
  );
  for (const { callId, name } of ready) {
    const deltas = of(parts, "tool-delta").filter((part) => part.callId === callId);
    const whole = deltas.map(({ delta }) => delta).join("");
    assert.equal(whole, calls.find((call) => call.callId === callId)?.pieces.join(""), "deltas make up the arguments");
    assert.ok(
      deltas.every((part) => part.name === name),
      "the name of a call is whole from its first delta on",
    );
    const readyAt = parts.findIndex((part) => part.kind === "tool-ready" && part.callId === callId);
    const late = parts.slice(readyAt).filter((part) => part.kind === "tool-delta" && part.callId === callId);
    assert.deepEqual(late, [], "no delta comes after its call is ready");
  }
  const unknown = of(parts, "tool-delta").filter(({ callId }) => !calls.some((call) => call.callId === callId));
  assert.deepEqual(unknown, [], "deltas belong to calls");
}
