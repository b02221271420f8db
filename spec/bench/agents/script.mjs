/**
 * What every agent is asked and every scripted model answers, so that all of them do the same turn: an agent with a prompt,
 * a question, and, where a tool is there, one call of it. A model answers at once and costs next to nothing: it looks at
 * the length and at the last message of what it is told, since a history that never reaches it would be a cheap one.
 */

export const PROMPT = "You add numbers.";
export const QUESTION = "What is 2 and 3?";
export const ANSWER = "The sum is 5.";

export const TOOL = { name: "add", description: "Adds two numbers." };
export const CALL_ID = "call-1";
export const CALL_ARGUMENTS = '{"a":2,"b":3}';

export function add({ a, b }) {
  return a + b;
}

export function shapeOf(z) {
  return z.object({ a: z.number(), b: z.number() });
}

/** The conversation before the question: so many messages, of a user and of an assistant in turn. */
export function conversation(length) {
  return Array.from({ length }, (_, i) => ({
    role: i % 2 === 0 ? "user" : "assistant",
    content: `This is what was said as number ${i}.`,
  }));
}

/**
 * The answer of a model, given what it was told: undefined for the call of the tool, which is made when there is a tool and
 * `result` is undefined. `told` counts the messages without the system prompt, `before` those of the conversation.
 */
export function answerOf({ told, last, result, hasTool, before, atMost = before }) {
  if (result !== undefined) return `The sum is ${result}.`;
  if (last !== QUESTION) throw new Error(`The model was told ${JSON.stringify(last)} instead of the question.`);
  if (told <= before || told > atMost + 1) throw new Error(`The model was told ${told} messages after ${before}.`);
  return hasTool ? undefined : ANSWER;
}
