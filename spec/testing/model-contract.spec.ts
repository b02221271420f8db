/** The contract suite of the port to language models, proven on the test model and on models that break it. */
import { MillraceError } from "millrace";
import {
  languageModelContract,
  type ModelScenario,
  type PreparedModel,
  recordModel,
  type TestAnswer,
  TestModel,
  type TestTurn,
} from "millrace/testing";
import { describe, expect, it } from "vitest";
import type { LanguageModel } from "../../lib/model/language-model.js";
import type { ModelPart } from "../../lib/model/model-part.js";

function turnOf(scenario: ModelScenario): TestTurn {
  const { reasoning, text, calls, finish, usage, ending, refusal } = scenario;
  if (ending === "hang") return () => new Promise(() => {});
  if (refusal) {
    const { message, ...details } = refusal;
    const retryable = refusal.status === 429 || refusal.status >= 500;
    return new MillraceError("MODEL_FAILED", message, { details: { ...details, retryable } });
  }
  const answer: TestAnswer = {
    reasoning: reasoning.join(""),
    pieces: text,
    toolCalls: calls.map(({ callId, name, pieces }) => ({ callId, name, arguments: pieces.join("") })),
    finish,
    ...(usage && { usage }),
    ...(ending === "break" && { failAfter: text.length }),
    ...(ending === "stall" && { stallAfter: text.length }),
  };
  return answer;
}

function prepare(scenario: ModelScenario): PreparedModel {
  const model = new TestModel(turnOf(scenario), turnOf(scenario));
  return { model, requests: () => model.calls.length };
}

describe("the test model", () => {
  languageModelContract({ describe, it }, prepare);
});

describe("a recorded test model", () => {
  languageModelContract({ describe, it }, (scenario) => {
    const subject = prepare(scenario);
    return { ...subject, model: recordModel(subject.model) };
  });
});

/** Runs the suite against a tenant and gives the names of the tests that fail. */
async function failures(prepareBroken: (scenario: ModelScenario) => PreparedModel): Promise<string[]> {
  const tests: [name: string, test: () => Promise<void>][] = [];
  languageModelContract({ describe: (_, body) => body(), it: (name, test) => tests.push([name, test]) }, prepareBroken);
  const failed: string[] = [];
  for (const [name, test] of tests) await test().catch(() => failed.push(name));
  return failed;
}

/** The test model with its parts put wrong. */
function broken(change: (parts: AsyncIterable<ModelPart>) => AsyncIterable<ModelPart>) {
  return (scenario: ModelScenario): PreparedModel => {
    const subject = prepare(scenario);
    const model: LanguageModel = Object.create(subject.model, {
      stream: { value: (call: never) => change(subject.model.stream(call)) },
      describe: { value: (call: never) => subject.model.describe(call) },
    });
    return { ...subject, model };
  };
}

describe("languageModelContract", () => {
  it("passes a tenant that keeps it", async () => {
    expect(await failures(prepare)).toEqual([]);
  });

  it("catches a tenant that finishes twice", async () => {
    const twice = broken(async function* (parts) {
      for await (const part of parts) {
        yield part;
        if (part.kind === "finish") yield part;
      }
    });

    expect(await failures(twice)).toContain("tells plain text, in order and once");
  });

  it("catches a tenant that tells of a call before its arguments are there, or twice", async () => {
    const early = broken(async function* (parts) {
      for await (const part of parts) {
        if (part.kind === "tool-delta") yield { ...part, kind: "tool-ready", arguments: part.delta };
        yield part;
      }
    });

    expect(await failures(early)).toEqual(
      expect.arrayContaining(["tells one call, in order and once", "tells several calls, in order and once"]),
    );
  });

  it("catches a tenant with empty text, and one whose reader cannot leave while it waits", async () => {
    const empty = broken(async function* (parts) {
      for await (const part of parts) {
        if (part.kind === "finish") yield { kind: "text", text: "" };
        yield part;
      }
    });

    expect(await failures(empty)).toEqual(
      expect.arrayContaining(["tells plain text, in order and once", "lets a reader leave who waits for a part"]),
    );
  });

  it("catches a tenant that tries again by itself, and one that begins at once", async () => {
    const eager = (scenario: ModelScenario): PreparedModel => {
      const subject = prepare(scenario);
      let extra = 0;
      const stream: LanguageModel["stream"] = (call) => {
        extra++;
        return subject.model.stream(call);
      };
      const model: LanguageModel = Object.create(subject.model, {
        stream: { value: stream },
        describe: { value: (call: never) => subject.model.describe(call) },
      });
      return { ...subject, model, requests: () => subject.requests() + extra };
    };

    expect(await failures(eager)).toEqual(
      expect.arrayContaining([
        "sends nothing before the first part is asked for, and one request then",
        "tells of a failed server by a typed error",
      ]),
    );
  });
});
