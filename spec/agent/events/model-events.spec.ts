/** What goes to a model and what comes back, as events. */
import {
  image,
  MemoryStream,
  ModelMessage,
  ModelMessageChunk,
  ModelReasoning,
  ModelRequest,
  ModelResponse,
  ToolCall,
  ToolCalls,
} from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";

describe("ModelRequest", () => {
  it("takes texts and attachments in one request", () => {
    const picture = image("https://example.org/a.png");
    const request = new ModelRequest({ inputs: ["What is this?", picture, { type: "text", text: "Be brief." }] });

    expect(request.inputs).toEqual([
      { type: "text", text: "What is this?" },
      picture,
      { type: "text", text: "Be brief." },
    ]);
    expect(request.content).toBe("What is this?\nBe brief.");
  });

  it("refuses what is neither", () => {
    expect(caught(() => new ModelRequest({ inputs: [7] as never }))).toMatchObject({ code: "EVENT_INVALID" });
  });
});

describe("ModelResponse", () => {
  it("has nothing in it but what it is given", () => {
    const response = new ModelResponse({});

    expect(response).toMatchObject({ usage: {}, responseForce: false, files: [] });
    expect([response.message, response.content, response.toolCalls.length]).toEqual([undefined, undefined, 0]);
  });

  it("has the text of its message", () => {
    expect(new ModelResponse({ message: new ModelMessage({ content: "hi" }) }).content).toBe("hi");
    expect(new ModelResponse({ message: new ModelMessage({ content: "" }) }).content).toBe("");
  });

  it("keeps calls apart from those of others", () => {
    const calls = new ToolCalls({ calls: [new ToolCall({ name: "a" })] });

    expect(new ModelResponse({ toolCalls: calls }).toolCalls).toBe(calls);
    expect(new ModelResponse({}).toolCalls).not.toBe(new ModelResponse({}).toolCalls);
  });
});

describe("ModelMessageChunk", () => {
  it("is heard and not recorded", async () => {
    const stream = new MemoryStream();
    const heard: string[] = [];
    stream.where([ModelMessageChunk, ModelReasoning]).subscribe(({ content }) => void heard.push(content));

    await stream.send(new ModelMessageChunk({ content: "a" }));
    await stream.send(new ModelReasoning({ content: "b" }));

    expect(heard).toEqual(["a", "b"]);
    expect(await stream.history.read()).toEqual([]);
  });
});
