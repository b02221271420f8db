/** Budgets of tokens, measured by content. */
import { Agent, type ChatMessage, limitTokens, type Middleware, type TokenLimit } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";

const user = (content: string): ChatMessage => ({ role: "user", content });
const assistant = (content: string): ChatMessage => ({ role: "assistant", content });
const call: ChatMessage = {
  role: "assistant",
  content: "",
  toolCalls: [{ callId: "a", name: "search", arguments: "{}" }],
};
const result: ChatMessage = { role: "tool", callId: "a", content: "found" };
const byLength = ({ content }: ChatMessage): number => content.length;

async function told(options: TokenLimit, messages: readonly ChatMessage[]): Promise<readonly ChatMessage[]> {
  const model = new TestModel("ok");
  const given: Middleware = { onModelCall: ({ next }) => next({ messages }) };
  await new Agent("a", { model, middleware: [given, limitTokens(options)] }).ask("Go.");
  return model.calls[0]?.messages ?? [];
}

describe("limitTokens", () => {
  it("leaves alone what is within the budget, up to the last token", async () => {
    const messages = [user("12345"), assistant("12345"), user("12345")];

    expect(await told({ maxTokens: 15, estimate: byLength }, messages)).toEqual(messages);
    expect(await told({ maxTokens: 14, estimate: byLength }, messages)).toEqual([messages[0], messages[2]]);
  });

  it("keeps the system prompt, the first message of the user and the newest, and counts them", async () => {
    const messages: ChatMessage[] = [{ role: "system", content: "sys" }, user("1st"), assistant("2nd"), user("3rd")];

    expect(await told({ maxTokens: 11, estimate: byLength }, messages)).toEqual([
      messages[0],
      messages[1],
      messages[3],
    ]);
    expect(await told({ maxTokens: 1, estimate: byLength }, messages)).toEqual([messages[0], messages[1], messages[3]]);
  });

  it("keeps the newest alone where nothing was asked by a user", async () => {
    expect(await told({ maxTokens: 4, estimate: byLength }, [assistant("old"), assistant("new")])).toEqual([
      assistant("new"),
    ]);
  });

  it("leaves no results behind whose call is left out, with a first message of the user and without", async () => {
    const messages = [call, result, assistant("last")];

    expect(await told({ maxTokens: 10, estimate: byLength }, [user("1"), ...messages])).toEqual([
      user("1"),
      call,
      result,
      assistant("last"),
    ]);
    expect(await told({ maxTokens: 9, estimate: byLength }, [user("1"), ...messages])).toEqual([
      user("1"),
      assistant("last"),
    ]);
    expect(await told({ maxTokens: 8, estimate: byLength }, messages)).toEqual([assistant("last")]);
  });

  it("measures the whole content, arguments and attachments by itself", async () => {
    const long = assistant("word ".repeat(4_000));
    const picture: ChatMessage = { role: "user", content: [{ type: "image", image: "https://example.org/a.png" }] };
    const asking: ChatMessage = {
      role: "assistant",
      content: "",
      toolCalls: [{ callId: "a", name: "save", arguments: JSON.stringify({ text: "word ".repeat(4_000) }) }],
    };

    for (const heavy of [[long], [picture], [asking, result]]) {
      const messages = [user("first"), ...heavy, user("last")];
      expect(await told({ maxTokens: 500 }, messages)).toEqual([user("first"), user("last")]);
      expect(await told({ maxTokens: 6_000 }, messages)).toEqual(messages);
    }
  });

  it.each([0, -1, 1.5, Number.NaN, "9", undefined])("refuses a budget of %s", (maxTokens) => {
    expect(caught(() => limitTokens({ maxTokens: maxTokens as number })).code).toBe("OPTION_INVALID");
  });

  it("refuses an estimate that is no function, one that gives no number, and options that nobody knows", async () => {
    expect(caught(() => limitTokens({ maxTokens: 9, estimate: 4 as never })).code).toBe("OPTION_INVALID");
    expect(caught(() => limitTokens({ maxTokens: 9, charsPerToken: 4 } as never)).code).toBe("OPTION_INVALID");
    for (const tokens of [-1, Number.NaN]) {
      const asked = told({ maxTokens: 9, estimate: () => tokens }, [user("1")]);
      await expect(asked).rejects.toMatchObject({ code: "OPTION_INVALID" });
    }
  });
});
