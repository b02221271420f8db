/**
 * A conversation in two processes: one makes checkpoints and ends, with a text as all that is left of it; the other goes on
 * from there, and back to an earlier place.
 *
 * Prints:
 *   clerk: Good day, Ada.
 *   clerk: Two pounds of tea are in the basket.
 *   cannot be saved: [ 'till' ]
 *   the text has 2 checkpoints
 *   -- another process --
 *   Ada has tea in the basket
 *   the model is told: You serve in a shop. | I am Ada. | Good day, Ada. | Tea, please. | Two pounds of tea are in the basket. | And salt.
 *   clerk: Salt as well.
 *   back to when the basket was empty: []
 *   the model is told: You serve in a shop. | I am Ada. | Good day, Ada. | Coffee, please.
 */
import assert from "node:assert/strict";
import { Agent, type ChatMessage, exportConversation, importConversation, MillraceError } from "millrace";
import { TestModel } from "millrace/testing";

interface Shop {
  readonly user: string;
  readonly basket: string[];
}

const till = { open: () => "no data, but a machine" };

/** What runs before the process ends: its result is the file. */
async function monday(): Promise<string> {
  const model = new TestModel("Good day, Ada.", "Two pounds of tea are in the basket.");
  // A function of the prompt runs once for each conversation, not once for each process.
  const agent = new Agent("clerk", { model, prompt: () => "You serve in a shop.", variables: { till } });

  const hello = await agent.ask("I am Ada.", { variables: { user: "Ada", basket: [] } });
  console.log(`clerk: ${String(hello.body)}`);
  await hello.checkpoint({ without: ["till"] });

  const reply = await hello.ask("Tea, please.", { variables: { basket: ["tea"] } });
  console.log(`clerk: ${String(reply.body)}`);
  try {
    await reply.checkpoint();
  } catch (error) {
    assert.ok(MillraceError.is(error, "CHECKPOINT_UNSAVABLE"));
    console.log("cannot be saved:", error.details["variables"]);
  }
  await reply.checkpoint({ without: ["till"] });
  return JSON.stringify(await exportConversation(reply.stream));
}

/** What runs in the next process. */
async function tuesday(text: string): Promise<void> {
  const model = new TestModel("Salt as well.", "We have none.");
  const prompt = (): never => assert.fail("it was written on Monday");
  const agent = new Agent("clerk", { model, prompt, variables: { till } });
  const shop = ({ context }: { readonly context: { readonly variables: Map<string, unknown> } }): Shop =>
    Object.fromEntries(context.variables) as unknown as Shop;
  const told = (messages: readonly ChatMessage[] = []): string =>
    messages.map(({ content }) => (typeof content === "string" ? content : "…")).join(" | ");

  const stream = await importConversation(text);
  await using conversation = await agent.resume(stream);
  const { user, basket } = shop(conversation);
  console.log(`${user} has ${basket.join()} in the basket`);
  const reply = await conversation.ask("And salt.");
  console.log(`the model is told: ${told(model.calls[0]?.messages)}`);
  console.log(`clerk: ${String(reply.body)}`);

  await using earlier = await agent.resume(stream, { at: 2 }); // the last checkpoint but one
  console.log("back to when the basket was empty:", shop(earlier).basket);
  await earlier.ask("Coffee, please.");
  console.log(`the model is told: ${told(model.calls[1]?.messages)}`);
}

const text = await monday();
console.log(`the text has ${String(text.split('"conversation.checkpoint"').length - 1)} checkpoints`);
console.log("-- another process --");
await tuesday(text);
