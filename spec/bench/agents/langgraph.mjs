/** LangGraph's agent: `createReactAgent` with a chat model whose messages are made in process. */
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { z } from "zod";
import { add, answerOf, CALL_ARGUMENTS, CALL_ID, conversation, PROMPT, QUESTION, shapeOf, TOOL } from "./script.mjs";

const call = { type: "tool_call", id: CALL_ID, name: TOOL.name, args: JSON.parse(CALL_ARGUMENTS) };

export async function langgraph({ hasTool = false, before = 0 } = {}) {
  const tools = hasTool ? [tool(async (input) => add(input), { ...TOOL, schema: shapeOf(z) })] : [];
  const agent = createReactAgent({ llm: new Scripted(hasTool, before), tools, prompt: PROMPT });
  const said = conversation(before).map(({ role, content }) =>
    role === "user" ? new HumanMessage(content) : new AIMessage(content),
  );
  return async () => {
    const { messages } = await agent.invoke({ messages: [...said, new HumanMessage(QUESTION)] });
    return messages.at(-1).content;
  };
}

class Scripted extends BaseChatModel {
  constructor(hasTool, before) {
    super({});
    this.hasTool = hasTool;
    this.before = before;
  }

  _llmType() {
    return "scripted";
  }

  bindTools() {
    return this;
  }

  async _generate(messages) {
    const { content, tool_call_id: answered } = messages.at(-1);
    const result = answered === undefined ? undefined : content;
    const { hasTool, before } = this;
    const text = answerOf({ told: messages.length - 1, last: content, result, hasTool, before });
    const message = text === undefined ? new AIMessage({ content: "", tool_calls: [call] }) : new AIMessage(text);
    return { generations: [{ text: text ?? "", message }], llmOutput: {} };
  }
}
