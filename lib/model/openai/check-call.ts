// Calls at the door: what cannot be sent is refused before anything is.
import type { ModelCall } from "../language-model.js";
import { invalidCall } from "./content-part.js";
import { checkTimeouts } from "./phase-timer.js";

/** What a call may ask of a client. */
export interface CallAbilities {
  readonly takesResponseFormat: boolean;
  readonly takesTools: boolean;
}

/** What the client itself says in every body, and no option may. */
export const OWN_FIELDS: readonly string[] = ["messages", "stream"];

/**
 * Refuses a call that cannot be sent. What is inside of messages is checked where it is built.
 *
 * @throws MODEL_CALL_INVALID, OPTION_INVALID for timeouts.
 */
export function checkCall(call: ModelCall, abilities: CallAbilities): void {
  const { messages, tools = [], toolChoice, responseFormat, options = {} } = call;
  if (!Array.isArray(messages) || messages.length === 0) throw invalidCall("messages", "is empty");
  checkTools(tools, abilities);
  checkChoice(toolChoice, tools);
  if (responseFormat !== undefined && !abilities.takesResponseFormat) {
    throw invalidCall("responseFormat", "was given to a model that takes none", "Describe the format in a message.");
  }
  const own = OWN_FIELDS.find((field) => field in options);
  if (own !== undefined) throw invalidCall(`options.${own}`, `is said by the call itself: ${own}`);
  if (options["model"] !== undefined && typeof options["model"] !== "string") {
    throw invalidCall("options.model", "is no name");
  }
  checkTimeouts(call.timeouts);
}

function checkTools(tools: NonNullable<ModelCall["tools"]>, { takesTools }: CallAbilities): void {
  if (tools.length === 0) return;
  if (!takesTools) throw invalidCall("tools", "were given to a model that takes none", "Tell of them in a message.");
  const names = new Set<string>();
  tools.forEach(({ name }, place) => {
    const path = `tools[${String(place)}].name`;
    if (typeof name !== "string" || name === "") throw invalidCall(path, "is empty");
    if (names.has(name)) throw invalidCall(path, `is "${name}", as an earlier one is`);
    names.add(name);
  });
}

function checkChoice(choice: ModelCall["toolChoice"], tools: NonNullable<ModelCall["tools"]>): void {
  if (choice === "required" && tools.length === 0)
    throw invalidCall("toolChoice", "requires a tool where none is given");
  if (typeof choice !== "object") return;
  if (tools.some(({ name }) => name === choice.name)) return;
  throw invalidCall("toolChoice", `names "${choice.name}", which is none of the tools`);
}
