/** Millrace: an agent whose model is the smallest that the port allows, and the streams that its turns are told on. */
import { loadMillrace } from "../harness/millrace.mjs";
import {
  add,
  ANSWER,
  answerOf,
  CALL_ARGUMENTS,
  CALL_ID,
  conversation,
  PROMPT,
  QUESTION,
  shapeOf,
  TOOL,
} from "./script.mjs";

/** Conversations at once, so that a batch adds few messages to each. */
const CONVERSATIONS = 512;

/** One agent, each turn on a stream of its own, as `ask` makes one. `onResponse` makes observers of its responses. */
export async function millrace({ hasTool = false, observers = 0, onResponse = undefined } = {}) {
  const { Agent, ModelResponse, observer, tool, z } = await loadMillrace();
  const tools = [tool({ ...TOOL, input: shapeOf(z), run: add })];
  const agent = new Agent("adder", {
    prompt: PROMPT,
    model: scripted({ hasTool }),
    ...(hasTool ? { tools } : {}),
    ...(observers > 0
      ? { observers: Array.from({ length: observers }, () => observer(ModelResponse, onResponse)) }
      : {}),
  });
  return async () => (await agent.ask(QUESTION)).body;
}

/** The model alone, read to its end: what a turn costs without a framework. */
export async function bareModel({ hasTool = false } = {}) {
  const model = scripted({ hasTool });
  const read = async (messages) => {
    let [text, calls] = ["", []];
    for await (const part of model.stream({ messages })) {
      if (part.kind === "text") text += part.text;
      else if (part.kind === "tool-ready") calls = [...calls, part];
    }
    return { text, calls };
  };
  return async () => {
    const messages = [
      { role: "system", content: PROMPT },
      { role: "user", content: QUESTION },
    ];
    const { text, calls } = await read(messages);
    if (calls.length === 0) return text;
    messages.push({ role: "assistant", content: text, toolCalls: calls });
    for (const { callId, arguments: input } of calls)
      messages.push({ role: "tool", callId, content: String(add(JSON.parse(input))) });
    return (await read(messages)).text;
  };
}

/**
 * Turns in conversations of about `before` messages, one conversation after the other; `renew` puts back all that the turns
 * since have added. Each is read once before that, as the first turn of a conversation reads it.
 */
export async function millraceConversations(before) {
  const { Agent, MemoryStream, ModelMessage, ModelRequest, ModelResponse } = await loadMillrace();
  // A batch that is longer than foreseen would no longer be about so many messages.
  const agent = new Agent("adder", { prompt: PROMPT, model: scripted({ before, atMost: before + 200 }) });
  const past = conversation(before - 2).map(({ role, content }) =>
    role === "user"
      ? new ModelRequest({ inputs: [content] })
      : new ModelResponse({ message: new ModelMessage({ content }) }),
  );
  const streams = Array.from({ length: CONVERSATIONS }, () => new MemoryStream({ retain: Infinity }));
  const opener = new Agent("adder", { prompt: PROMPT, model: scripted({}) });
  const renew = async () => {
    for (const stream of streams) {
      await stream.history.replace(past);
      await opener.ask(QUESTION, { stream });
    }
  };
  await renew();
  const ask = async (i) => (await agent.ask(QUESTION, { stream: streams[i % CONVERSATIONS] })).body;
  return { ask, renew };
}

/** `count` turns at once, each on a stream of its own; answers how many of them were right. */
export async function millraceAtOnce(count) {
  const { Agent, MemoryStream } = await loadMillrace();
  const agent = new Agent("adder", { prompt: PROMPT, model: scripted({}) });
  return async () => {
    const asked = Array.from({ length: count }, () => agent.ask(QUESTION, { stream: new MemoryStream() }));
    const replies = await Promise.all(asked);
    return replies.reduce((good, { body }) => (body === ANSWER ? good + 1 : good), 0);
  };
}

/** What a turn cannot do without after so many messages: a list of them for the model. */
export async function ownInput(before) {
  const said = [{ role: "system", content: PROMPT }, ...conversation(before)];
  const model = scripted({ before });
  return async () => {
    let text = "";
    for await (const part of model.stream({ messages: [...said, { role: "user", content: QUESTION }] }))
      if (part.kind === "text") text += part.text;
    return text;
  };
}

function scripted({ hasTool = false, before = 0, atMost = Infinity }) {
  return {
    provider: "scripted",
    model: "scripted",
    takesResponseFormat: true,
    takesTools: true,
    async *stream({ messages }) {
      const { role, content } = messages.at(-1);
      const result = role === "tool" ? content : undefined;
      const text = answerOf({ told: messages.length - 1, last: content, result, hasTool, before, atMost });
      if (text !== undefined) yield { kind: "text", text };
      else yield { kind: "tool-ready", callId: CALL_ID, name: TOOL.name, arguments: CALL_ARGUMENTS };
      yield { kind: "finish", reason: text === undefined ? "tool-calls" : "stop" };
    },
    describe: () => ({ body: {} }),
  };
}
