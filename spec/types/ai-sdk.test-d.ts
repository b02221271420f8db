/** The AI SDK's interface as it is written down in lib, held against the real one. */
import type {
  LanguageModelV2,
  LanguageModelV2Content,
  LanguageModelV2StreamPart,
  LanguageModelV3,
  LanguageModelV3Content,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider";
import { describe, expectTypeOf, it } from "vitest";
import type { AiSdkCall, AiSdkLanguageModel, AiSdkReadPart } from "../../lib/model/ai-sdk/ai-sdk-language-model.js";
import { aiSdkModel } from "../../lib/model/ai-sdk/ai-sdk-model.js";

type V2Call = Parameters<LanguageModelV2["doStream"]>[0];
type V3Call = Parameters<LanguageModelV3["doStream"]>[0];

/** The parts of a real union that are read here. */
type Read<Part extends { readonly type: string }> = Extract<Part, { readonly type: AiSdkReadPart["type"] }>;

describe("aiSdkModel", () => {
  it("takes the real language models, version 2 and 3", () => {
    expectTypeOf<LanguageModelV3>().toExtend<AiSdkLanguageModel>();
    expectTypeOf<LanguageModelV2>().toExtend<AiSdkLanguageModel>();
    expectTypeOf(aiSdkModel).toBeCallableWith({} as LanguageModelV3);
    expectTypeOf(aiSdkModel).toBeCallableWith({} as LanguageModelV2, { takesTools: false });
  });

  it("takes nothing else", () => {
    // @ts-expect-error the name of a model is no model
    aiSdkModel("openai/gpt-5");
    // @ts-expect-error nobody knows that version here
    aiSdkModel({} as Omit<LanguageModelV3, "specificationVersion"> & { specificationVersion: "v9" });
  });

  it("calls them with what they take", () => {
    expectTypeOf<AiSdkCall>().toExtend<V3Call>();
    expectTypeOf<AiSdkCall>().toExtend<V2Call>();
  });

  it("reads parts that they really have", () => {
    expectTypeOf<Read<LanguageModelV3StreamPart>>().toExtend<AiSdkReadPart>();
    expectTypeOf<Read<LanguageModelV2StreamPart>>().toExtend<AiSdkReadPart>();
    expectTypeOf<Read<LanguageModelV3Content>>().toExtend<AiSdkReadPart>();
    expectTypeOf<Read<LanguageModelV2Content>>().toExtend<AiSdkReadPart>();
    expectTypeOf<AiSdkReadPart["type"]>().toExtend<(LanguageModelV3StreamPart | LanguageModelV3Content)["type"]>();
  });
});
