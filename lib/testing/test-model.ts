// A language model that says what a spec tells it to.
import { MillraceError } from "../errors/millrace-error.js";
import type { CallGuard } from "../model/call-guard.js";
import { guardedParts } from "../model/guarded-parts.js";
import type { CallDescription, LanguageModel, ModelCall } from "../model/language-model.js";
import type { ModelPart } from "../model/model-part.js";
import { NO_LIMITS, phaseLimits } from "../model/phase-limits.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { pause } from "./pause.js";
import { checkManner, checkSaying, stepsOf, type TestManner, type TestSaying, type TestTurn } from "./test-turn.js";

/** Options of a {@link TestModel}. */
export interface TestModelOptions extends TestManner {
  /** Default: true. */
  readonly takesResponseFormat?: boolean;
  /** Default: true. */
  readonly takesTools?: boolean;
}

const OPTION_NAMES: readonly (keyof TestModelOptions)[] = [
  "pieces",
  "delayMs",
  "usage",
  "reasoning",
  "takesResponseFormat",
  "takesTools",
];

/**
 * A language model with a script: each call is answered by the next turn.
 *
 * ```ts
 * const model = new TestModel({ name: "search", arguments: { q: "tea" } }, "Tea it is.");
 * const slow = TestModel.with({ pieces: 4, delayMs: 10 }, "Cut into pieces of four.");   // a ManualClock moves it
 * const tries = new TestModel(new MillraceError("MODEL_FAILED", "Too many.", { details: { retryable: true } }), "ok");
 * ```
 *
 * It heeds `signal`, `stream: false`, and the `timeouts` that a call names; it has no limits of its own. A call beyond the
 * script rejects with SCRIPT_EXHAUSTED.
 */
export class TestModel implements LanguageModel {
  readonly provider = "test";
  readonly model = "test";
  readonly takesResponseFormat: boolean = true;
  readonly takesTools: boolean = true;
  readonly #turns: readonly TestTurn[];
  readonly #calls: ModelCall[] = [];
  #manner: TestManner = {};
  #lastCall = 0;

  /** @throws OPTION_INVALID for a turn that no model can say. */
  constructor(...turns: readonly TestTurn[]) {
    for (const turn of turns) if (typeof turn !== "function") checkSaying(turn);
    this.#turns = turns;
  }

  /**
   * A model whose turns are told in a manner of their own, unless they say otherwise themselves.
   *
   * @throws OPTION_INVALID.
   */
  static with(options: TestModelOptions, ...turns: readonly TestTurn[]): TestModel {
    refuseUnknown("TestModel.with", options, OPTION_NAMES);
    const { takesResponseFormat = true, takesTools = true, ...manner } = options;
    checkManner(manner);
    const model = Object.assign(new TestModel(...turns), { takesResponseFormat, takesTools });
    model.#manner = manner;
    return model;
  }

  /** The calls so far, each from the moment when its first part was asked for. */
  get calls(): readonly ModelCall[] {
    return this.#calls;
  }

  stream(call: ModelCall): AsyncIterableIterator<ModelPart, undefined> {
    const limits = phaseLimits(call.timeouts, NO_LIMITS);
    return guardedParts((guard) => this.answer(call, guard), limits, call.signal);
  }

  describe(call: ModelCall): CallDescription {
    const { signal: _, timeouts, ...body } = call;
    return { body, ...(timeouts && { timeouts }) };
  }

  private async *answer(call: ModelCall, guard: CallGuard): AsyncGenerator<ModelPart> {
    const number = this.#calls.push({ ...call, messages: [...call.messages] });
    const saying = await guard.wait(this.sayingOf(call, number));
    guard.answered();
    const steps = stepsOf(saying, this.#manner, call.stream === false, () => `call-${String(++this.#lastCall)}`);
    for (const { delayMs, part } of steps) {
      if (delayMs > 0) await pause(guard, delayMs);
      if (part instanceof Error) throw part;
      yield part;
    }
  }

  private async sayingOf(call: ModelCall, number: number): Promise<TestSaying> {
    const turns = this.#turns.length;
    if (number > turns) {
      const message = `The test model was called ${times(number)}, and its script has ${String(turns)} ${turns === 1 ? "turn" : "turns"}.`;
      throw new MillraceError("SCRIPT_EXHAUSTED", message, { details: { turns, calls: number, retryable: false } });
    }
    const turn = this.#turns[number - 1] as TestTurn;
    if (typeof turn !== "function") return turn;
    const saying = await turn(call, number);
    checkSaying(saying);
    return saying;
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${String(count)} times`;
}
