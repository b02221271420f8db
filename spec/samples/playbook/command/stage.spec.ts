/** A stage in a few words. */
import { describe, expect, it } from "vitest";
import { describeStage, Stage } from "../../../../samples/playbook/command/stage.js";

describe("describeStage", () => {
  it.each([
    [{ stage: "normalized", title: "T", words: 1200, sentences: 9 }, "1,200 words"],
    [{ stage: "facts_ready", facts: 1 }, "1 fact"],
    [{ stage: "risks_ready", risks: 12, high: 3 }, "12 risks, 3 high"],
    [{ stage: "risks_ready", risks: 2, high: 0 }, "2 risks"],
    [{ stage: "compiled", title: "T" }, "report"],
  ])("turns %o into %s", (item, words) => {
    expect(describeStage(Stage.parse(item))).toBe(words);
  });
});
