// What every language model must do, as a suite for any test runner: `languageModelContract({ describe, it }, prepare)`.
import assert from "node:assert/strict";
import type { ErrorCode } from "../errors/error-codes.js";
import { MillraceError } from "../errors/millrace-error.js";
import type { LanguageModel, ModelCall, ResponseFormat } from "../model/language-model.js";
import type { ModelPart } from "../model/model-part.js";
import { checkAnswer } from "./check-answer.js";
import { ManualClock } from "./manual-clock.js";
import { type ModelScenario, SCENARIOS } from "./model-scenarios.js";
import type { ContractRunner } from "./storage-contract.js";

/** A model whose provider plays one scenario, for every request. */
export interface PreparedModel {
  readonly model: LanguageModel;
  /** How many requests have been sent so far. */
  requests(): number;
  /** Resolves when the client has let go of the latest request, for subjects that can tell. */
  released?(): Promise<unknown>;
  /** Called after the test. */
  close?(): unknown;
}

/** Gives a model that is prepared to play a scenario. */
export type PrepareModel = (scenario: ModelScenario) => PreparedModel | PromiseLike<PreparedModel>;

const CALL: ModelCall = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hello" },
  ],
};

const TOOLS: ModelCall = {
  ...CALL,
  tools: ["search", "clock"].map((name) => ({ name, description: name, parameters: { type: "object" } })),
};

const FORMAT: ResponseFormat = {
  name: "report",
  schema: { type: "object", properties: { title: { type: "string" } }, required: ["title"] },
};

/**
 * Declares the contract suite of the port to language models. `prepare` gives, for each test, a model whose provider plays
 * the scenario that it is given. Silence is measured by a {@link ManualClock}, so that nothing waits.
 *
 * ```ts
 * import { describe, it } from "vitest";
 * languageModelContract({ describe, it }, async (scenario) => {
 *   const server = await serveScenario(scenario);
 *   return { model: myModel(server.url), requests: () => server.requests, close: () => server.close() };
 * });
 * ```
 */
export function languageModelContract({ describe, it }: ContractRunner, prepare: PrepareModel): void {
  const scene = (name: string, scenario: ModelScenario, test: (subject: PreparedModel) => Promise<void>): unknown =>
    it(name, async () => {
      const subject = await prepare(scenario);
      try {
        await test(subject);
      } finally {
        await subject.close?.();
      }
    });

  describe("the language model contract", () => {
    for (const scenario of [
      SCENARIOS.text,
      SCENARIOS.pieces,
      SCENARIOS.reasoning,
      SCENARIOS.call,
      SCENARIOS.calls,
      SCENARIOS.usage,
      SCENARIOS.length,
    ]) {
      const call = scenario.calls.length > 0 ? TOOLS : CALL;

      scene(`tells ${scenario.name}, in order and once`, scenario, async ({ model }) => {
        checkAnswer(await readAll(model, call), scenario);
      });

      scene(`tells ${scenario.name} as a whole answer`, scenario, async ({ model }) => {
        checkAnswer(await readAll(model, { ...call, stream: false }), scenario);
      });
    }

    scene("hands pieces on before the answer is finished", SCENARIOS.stall, async (subject) => {
      const parts = begin(subject, CALL);

      assert.equal(await nextText(parts), "Hel");
      await parts.return?.();
    });

    scene("asks for a response format where it can", SCENARIOS.format, async ({ model }) => {
      const call = { ...CALL, responseFormat: FORMAT };
      const described = JSON.stringify(model.describe(call).body);

      if (model.takesResponseFormat) assert.ok(described.includes(JSON.stringify(FORMAT.schema)), described);
      checkAnswer(await readAll(model, call), SCENARIOS.format);
    });

    scene("sends nothing before the first part is asked for, and one request then", SCENARIOS.text, async (subject) => {
      subject.model.describe(CALL);
      const parts = begin(subject, CALL);
      for (let turn = 0; turn < 20; turn++) await breath();
      assert.equal(subject.requests(), 0);

      await parts.next();
      assert.equal(subject.requests(), 1);
      await parts.return?.();
    });

    scene("sends nothing for a reader who leaves before the first part", SCENARIOS.text, async (subject) => {
      const parts = begin(subject, CALL);
      await parts.return?.();

      assert.deepEqual(await parts.next(), { done: true, value: undefined });
      assert.equal(subject.requests(), 0);
    });

    scene("keeps two calls apart", SCENARIOS.pieces, async (subject) => {
      const answers = await Promise.all([readAll(subject.model, CALL), readAll(subject.model, CALL)]);

      for (const answer of answers) checkAnswer(answer, SCENARIOS.pieces);
      assert.equal(subject.requests(), 2);
    });

    for (const scenario of [SCENARIOS.tooMany, SCENARIOS.failed, SCENARIOS.refused]) {
      const { status, retryAfterMs } = scenario.refusal as NonNullable<ModelScenario["refusal"]>;
      for (const stream of [true, false]) {
        const manner = stream ? "" : ", asked for the whole";

        scene(`tells of ${scenario.name} by a typed error${manner}`, scenario, async (subject) => {
          const { details } = await failure(begin(subject, { ...CALL, stream }), "MODEL_FAILED");

          assert.equal(details["status"], status);
          assert.equal(details["retryable"], status === 429 || status >= 500);
          assert.equal(details["retryAfterMs"], retryAfterMs);
          assert.equal(subject.requests(), 1);
        });
      }
    }

    scene("tells what came before a stream breaks, and then that it broke", SCENARIOS.broken, async (subject) => {
      const parts = begin(subject, CALL);

      assert.equal(await nextText(parts), "Hel");
      const { details } = await failure(parts, "MODEL_STREAM_BROKEN");
      assert.equal(details["retryable"], true);
      assert.equal(subject.requests(), 1);
    });

    for (const [phase, scenario] of [
      ["connect", SCENARIOS.hang],
      ["firstToken", SCENARIOS.silence],
      ["idle", SCENARIOS.stall],
      ["total", SCENARIOS.stall],
    ] as const) {
      scene(`ends ${scenario.name} by the limit of ${phase}`, scenario, async (subject) => {
        const clock = new ManualClock();
        using _installed = clock.install();
        const parts = begin(subject, { ...CALL, timeouts: { ...UNLIMITED, [`${phase}Ms`]: 1000 } });
        if (scenario.text.length > 0) await nextText(parts);

        const failed = failure(parts, "TIMEOUT");
        await sent(subject, failed);
        const { details } = await moving(clock, failed);
        assert.equal(details["phase"], phase);
        assert.equal(typeof details["retryable"], "boolean");
        assert.equal(subject.requests(), 1);
        await subject.released?.();
      });
    }

    scene("sends nothing when it is aborted before it begins", SCENARIOS.text, async (subject) => {
      const { cause } = await failure(begin(subject, { ...CALL, signal: AbortSignal.abort("no") }), "ABORTED");

      assert.equal(cause, "no");
      assert.equal(subject.requests(), 0);
    });

    for (const scenario of [SCENARIOS.hang, SCENARIOS.silence, SCENARIOS.stall]) {
      scene(`is aborted while it waits for ${scenario.name}`, scenario, async (subject) => {
        const controller = new AbortController();
        const parts = begin(subject, { ...CALL, signal: controller.signal });
        if (scenario.text.length > 0) await nextText(parts);

        const failed = failure(parts, "ABORTED");
        await sent(subject, failed);
        controller.abort("enough");

        assert.equal((await failed).cause, "enough");
        await subject.released?.();
      });
    }

    scene("gives no part any more once it is aborted", SCENARIOS.pieces, async (subject) => {
      const controller = new AbortController();
      const parts = begin(subject, { ...CALL, signal: controller.signal });
      await nextText(parts);
      controller.abort();

      await assert.rejects(parts.next(), (error) => MillraceError.is(error, "ABORTED"));
      assert.deepEqual(await parts.next(), { done: true, value: undefined });
    });

    scene("lets go of the request when its reader leaves", SCENARIOS.stall, async (subject) => {
      for await (const part of subject.model.stream(CALL)) if (part.kind === "text") break;

      await subject.released?.();
    });

    scene("lets a reader leave who waits for a part", SCENARIOS.stall, async (subject) => {
      const parts = begin(subject, CALL);
      await nextText(parts);
      const waiting = parts.next();
      await breath();

      await soon(parts.return?.(), "leaving does not wait for the provider");
      await soon(waiting, "whoever waited for a part is told that none comes");
      assert.equal((await waiting).done, true);
      await subject.released?.();
    });
  });
}

const UNLIMITED = { connectMs: false, firstTokenMs: false, idleMs: false, totalMs: false } as const;

/** Lets everything run that is ready to run. */
const breath = (): Promise<void> => new Promise((done) => setImmediate(done));

function begin({ model }: PreparedModel, call: ModelCall): AsyncIterator<ModelPart> {
  return model.stream(call)[Symbol.asyncIterator]();
}

/** Waits until the request has arrived, or the call is over without one. */
async function sent(subject: PreparedModel, call: Promise<unknown>): Promise<void> {
  const progress = watch(call);
  while (subject.requests() === 0 && !progress.isDone) await breath();
}

async function readAll(model: LanguageModel, call: ModelCall): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of model.stream(call)) parts.push(part);
  return parts;
}

async function nextText(parts: AsyncIterator<ModelPart>): Promise<string> {
  for (;;) {
    const { done, value } = (await parts.next()) as IteratorResult<ModelPart, undefined>;
    if (done === true) return assert.fail("the answer ended before its text");
    if (value.kind === "text") return value.text;
  }
}

/** Reads on to the failure, behind which there is nothing, and gives it. */
async function failure(parts: AsyncIterator<ModelPart>, code: ErrorCode): Promise<MillraceError> {
  try {
    while ((await parts.next()).done !== true);
  } catch (error) {
    assert.ok(MillraceError.is(error, code), `${code} was expected, not ${String(error)}`);
    assert.deepEqual(await parts.next(), { done: true, value: undefined });
    return error;
  }
  return assert.fail(`${code} was expected, and the answer ended`);
}

/** Moves the clock until `work` is done. */
async function moving<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  const progress = watch(work);
  while (!progress.isDone) await clock.advanceAsync(100);
  return work;
}

/** For what needs no answer of the provider: fails where `work` waits for one, instead of waiting as well. */
async function soon(work: Promise<unknown> | undefined, what: string): Promise<void> {
  const progress = watch(work ?? Promise.resolve());
  for (let turn = 0; turn < 1000 && !progress.isDone; turn++) await breath();
  assert.ok(progress.isDone, what);
}

function watch(work: Promise<unknown>): { readonly isDone: boolean } {
  const progress = { isDone: false };
  const end = (): void => {
    progress.isDone = true;
  };
  work.then(end, end);
  return progress;
}
