/** @openai/agents: a `Runner` without tracing, and a model of one's own, which is its port for that. */
import { Agent, Runner, tool, Usage, z } from "bench-openai-agents";
import { add, answerOf, CALL_ARGUMENTS, CALL_ID, conversation, PROMPT, QUESTION, shapeOf, TOOL } from "./script.mjs";

export async function openaiAgents({ hasTool = false, before = 0 } = {}) {
  const runner = new Runner({ tracingDisabled: true });
  const tools = [tool({ ...TOOL, parameters: shapeOf(z), execute: add })];
  const agent = new Agent({
    name: "adder",
    instructions: PROMPT,
    model: scripted(hasTool, before),
    ...(hasTool ? { tools } : {}),
  });
  const items = [...conversation(before).map(toItem), { role: "user", content: QUESTION }];
  const asked = before > 0 ? items : QUESTION;
  return async () => (await runner.run(agent, asked)).finalOutput;
}

function toItem({ role, content }) {
  return role === "user"
    ? { role, content }
    : { type: "message", role, status: "completed", content: [{ type: "output_text", text: content }] };
}

function scripted(hasTool, before) {
  return {
    async getResponse({ input }) {
      const list = typeof input === "string" ? [{ content: input }] : input;
      const { type, output, content } = list.at(-1);
      const result = type === "function_call_result" ? output.text : undefined;
      const text = answerOf({ told: list.length, last: content, result, hasTool, before });
      return {
        usage: new Usage({ requests: 1, inputTokens: 1, outputTokens: 1, totalTokens: 2 }),
        output: [made(text)],
      };
    },
    getStreamedResponse() {
      throw new Error("Nobody streams here.");
    },
  };
}

function made(text) {
  return text === undefined
    ? { type: "function_call", callId: CALL_ID, name: TOOL.name, arguments: CALL_ARGUMENTS, status: "completed" }
    : { type: "message", role: "assistant", status: "completed", content: [{ type: "output_text", text }] };
}
