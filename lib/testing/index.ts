// The door `millrace/testing`: a clock that specs move, a record of what a stream sent with matchers and goldens for it,
// models with a script or a recording, recorded runs to be run again, and contract suites for ports.
export { bytesOf, type ChunkFuzzer, chunkFuzzer, type Cuttable, cutAt } from "./chunk-fuzzer.js";
export { ManualClock } from "./manual-clock.js";
export { languageModelContract, type PreparedModel, type PrepareModel } from "./model-contract.js";
export type { ModelScenario, ScenarioCall } from "./model-scenarios.js";
export { type CheckedPatterns, type EventPattern } from "./matchers/event-pattern.js";
export { eventMatchers, type EventMatchers } from "./matchers/event-matchers.js";
export type { MatcherVerdict, RecordedEvents } from "./matchers/recorded.js";
export { goldenOf } from "./golden/golden-of.js";
export type { GoldenOptions, GoldenPlace, MatchGoldenOptions } from "./golden/golden-options.js";
export { type EventRecord, recordEvents } from "./record-events.js";
export { type ModelRecording, recordModel, type RecordedModel } from "./record-model.js";
export type { RecordedCall, RecordedFailure, RecordedQuestion, RecordingJson } from "./recording.js";
export { replayModel, type ReplayOptions } from "./replay-model.js";
export { replayRun, type ReplayRunOptions, type RunEvents, type RunReplay } from "./replay-run.js";
export { type ContractRunner, storageContract } from "./storage-contract.js";
export { TestModel, type TestModelOptions } from "./test-model.js";
export type { TestAnswer, TestCall, TestManner, TestPieces, TestSaying, TestTurn } from "./test-turn.js";
export {
  answer,
  type CallsAnswerOptions,
  type ScriptedAnswer,
  type ScriptedCall,
  type StallPhase,
  type TextAnswerOptions,
} from "./scripted-answer.js";
export { freshSettings } from "../model/settings/package-settings.js";
export { type RequestEnd, type ScriptedReply, type ScriptedRequest, ScriptedServer } from "./scripted-server.js";
