// The model that settings name. Equal settings share one client, whoever asks, so that its limits hold for all of them.
import { MillraceError } from "../errors/millrace-error.js";
import type { LanguageModel } from "../model/language-model.js";
import type { OpenAICompatibleOptions } from "../model/openai/client-options.js";
import { openaiCompatible } from "../model/openai/openai-compatible.js";
import type { SettingsSnapshot } from "../model/settings/settings-snapshot.js";

const MOST = 100;
const clients = new Map<string, LanguageModel>();

/** Finds the client of some settings. Throws MODEL_MISSING, naming the agent; OPTION_INVALID. */
export function modelOfSettings(agent: string, settings: SettingsSnapshot): LanguageModel {
  const options = settings.options("OpenAICompatible");
  const missing = (["baseUrl", "model"] as const).filter((name) => options[name] === undefined);
  if (missing.length > 0) {
    const isBare = Object.keys(options).length === 0;
    const what = isBare ? "has no model" : `has no ${missing.join(" and no ")} for its model`;
    throw new MillraceError("MODEL_MISSING", `Agent ${agent} ${what}.`, { details: { agent, missing } });
  }
  const key = JSON.stringify(options);
  const earlier = clients.get(key);
  if (earlier) return earlier;
  const client = openaiCompatible(options as unknown as OpenAICompatibleOptions);
  const [oldest] = clients.keys();
  if (clients.size >= MOST && oldest !== undefined) clients.delete(oldest);
  clients.set(key, client);
  return client;
}
