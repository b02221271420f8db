/** The AI SDK: `generateText` with its own mock model, its steps bounded as its manual bounds them. */
import { generateText, stepCountIs, tool } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import { z } from "zod";
import { add, answerOf, CALL_ARGUMENTS, CALL_ID, conversation, PROMPT, QUESTION, shapeOf, TOOL } from "./script.mjs";

const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };

export async function aiSdk({ hasTool = false, before = 0 } = {}) {
  const model = scripted(hasTool, before);
  const tools = { [TOOL.name]: tool({ description: TOOL.description, inputSchema: shapeOf(z), execute: add }) };
  const messages = [...conversation(before), { role: "user", content: QUESTION }];
  const asked = before > 0 ? { messages } : { prompt: QUESTION };
  const options = { model, system: PROMPT, ...asked, ...(hasTool ? { tools, stopWhen: stepCountIs(5) } : {}) };
  return async () => (await generateText(options)).text;
}

function scripted(hasTool, before) {
  const model = new MockLanguageModelV3({
    doGenerate: ({ prompt }) => {
      model.doGenerateCalls.length = 0; // the mock keeps them all
      const { role, content } = prompt.at(-1);
      const result = role === "tool" ? content[0].output.value : undefined;
      const told = prompt.length - 1;
      const text = answerOf({ told, last: content[0].text, result, hasTool, before });
      return text === undefined
        ? finish("tool-calls", { type: "tool-call", toolCallId: CALL_ID, toolName: TOOL.name, input: CALL_ARGUMENTS })
        : finish("stop", { type: "text", text });
    },
  });
  return model;
}

function finish(reason, part) {
  return { content: [part], finishReason: { unified: reason, raw: reason }, usage, warnings: [] };
}
