/** Model or plain code, by the environment, and the one line about it. */
import { describe, expect, it } from "vitest";
import { chooseReader } from "../../../../samples/playbook/model/choose-reader.js";

const OPENAI_BASE_URL = "http://127.0.0.1:11434/v1";

describe("chooseReader", () => {
  it("takes the model that is named, and says where the documents go", () => {
    const { reader, notice } = chooseReader({ OPENAI_BASE_URL, MODEL: " tiny\n" }, 4);

    expect(reader?.name).toBe("tiny");
    expect(notice).toBe("the model tiny at 127.0.0.1:11434 finds facts and risks");
  });

  it.each([
    [{}, /^plain code finds facts and risks; set OPENAI_BASE_URL and MODEL, and OPENAI_API_KEY if need be/],
    [{ OPENAI_API_KEY: "secret" }, /; set OPENAI_BASE_URL and MODEL/],
    [{ OPENAI_BASE_URL: "", MODEL: " " }, /; set OPENAI_BASE_URL and MODEL/],
    [{ OPENAI_BASE_URL }, /^OPENAI_BASE_URL is set but MODEL is missing: plain code finds/],
    [{ MODEL: "tiny" }, /^MODEL is set but OPENAI_BASE_URL is missing: plain code finds/],
    [{ OPENAI_BASE_URL: "localhost", MODEL: "tiny" }, /, since the model cannot be used: .*baseUrl/],
    [{ OPENAI_BASE_URL, MODEL: "tiny", OPENAI_API_KEY: "two words" }, /, since the model cannot be used: .*apiKey/],
  ])("stays with plain code for %o, in one line", (environment, notice) => {
    const choice = chooseReader(environment, 4);

    expect(choice.reader).toBeUndefined();
    expect(choice.notice).toMatch(notice);
    expect(choice.notice).not.toMatch(/\n|two words/);
  });

  it("names no secret of the address", () => {
    const { notice } = chooseReader({ OPENAI_BASE_URL: "https://example.test/v1?api_key=hush", MODEL: "tiny" }, 1);

    expect(notice).toBe("the model tiny at example.test finds facts and risks");
  });
});
