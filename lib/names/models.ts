// The public names of the everyday door, written by hand: models, contracts, prompts, settings.
export { type AiSdkLanguageModel } from "../model/ai-sdk/ai-sdk-language-model.js";
export { aiSdkModel, type AiSdkModelOptions } from "../model/ai-sdk/ai-sdk-model.js";
export {
  type AudioPart,
  type ChatMessage,
  type ContentPart,
  type FilePart,
  type ImagePart,
  type ProviderFile,
  type RequestedCall,
  type TextPart,
} from "../model/chat-message.js";
export { type OutputIssue } from "../model/contract/output-issue.js";
export { type OutputOf, type OutputShape } from "../model/contract/output-shape.js";
export { type FieldPath, type FieldValue } from "../model/contract/typed-paths.js";
export { type PathSegment, type Provenance } from "../model/json/json-item.js";
export {
  type CallDescription,
  type LanguageModel,
  type ModelCall,
  type ModelTimeouts,
  type ResponseFormat,
  type ToolDescription,
} from "../model/language-model.js";
export { type FinishReason, type ModelPart } from "../model/model-part.js";
export { type OpenAICompatibleOptions } from "../model/openai/client-options.js";
export { type KeySelection } from "../model/openai/key-pool.js";
export { type LimitOptions, ModelLimits } from "../model/openai/limits.js";
export { openaiCompatible } from "../model/openai/openai-compatible.js";
export {
  audio,
  type AudioOptions,
  file,
  image,
  type ImageDetail,
  type ImageOptions,
  type NamedImage,
} from "../model/prompt/attachment.js";
export { type AttachmentOptions, type FileIdSource, type PathSource } from "../model/prompt/attachment-source.js";
export { type PromptSection } from "../model/prompt/render-prompt.js";
export { type RetryPolicy } from "../model/retry-policy.js";
export { settings } from "../model/settings/package-settings.js";
export {
  type SettingInput,
  type SettingPath,
  type SettingsInput,
  type SettingValue,
} from "../model/settings/setting-path.js";
export { type SettingExplanation } from "../model/settings/explain-setting.js";
export { Settings } from "../model/settings/settings.js";
export { type SettingsSnapshot } from "../model/settings/settings-snapshot.js";
export { type Usage } from "../model/usage.js";
