/** What a run shows while it happens, on a terminal and elsewhere. */
import { describe, expect, it } from "vitest";
import { createLiveView, type LiveViewOptions } from "../../../../samples/playbook/command/live-view.js";
import { PLAIN } from "../../../../samples/playbook/report/palette.js";
import { displayWidth } from "../../../../samples/playbook/report/wrap-text.js";

const CONTROLS = /(\r|\n|\p{Cc}\[\d*[AJ])/u;

/** A terminal that knows "up", "to the start of the line" and "clear below", as the view uses them. */
class Screen {
  readonly lines: string[] = [""];
  #row = 0;

  readonly write = (text: string): void => {
    for (const piece of text.split(CONTROLS)) {
      if (piece === "\n") {
        this.#row += 1;
        this.lines[this.#row] ??= "";
      } else if (piece.endsWith("A")) this.#row -= Number(/\d+/u.exec(piece)?.[0] ?? 0);
      else if (piece.endsWith("J")) this.lines.splice(this.#row, Infinity, "");
      else if (piece !== "\r" && piece !== "") this.lines[this.#row] = piece;
    }
  };
}

function setUp(options: Partial<LiveViewOptions>): { view: ReturnType<typeof createLiveView>; screen: Screen } {
  const screen = new Screen();
  const view = createLiveView({
    total: 2,
    isTerminal: true,
    palette: PLAIN,
    columns: () => 80,
    shorten: (name) => name,
    write: screen.write,
    ...options,
  });
  return { view, screen };
}

describe("createLiveView on a terminal", () => {
  it("redraws a line per document at work in its place, with the count below", () => {
    const { view, screen } = setUp({});

    view.stage(0, "a.md", { stage: "normalized", title: "A", words: 900, sentences: 50 });
    view.stage(1, "b.md", { stage: "normalized", title: "B", words: 20, sentences: 2 });
    view.stage(0, "a.md", { stage: "facts_ready", facts: 31 });

    expect(screen.lines.map((line) => line.trimEnd())).toEqual([
      "  a.md                         900 words    31 facts  risks             report",
      "  b.md                         20 words     facts     risks             report",
      "  0 of 2 done",
      "",
    ]);
  });

  it("shows below a document what a model writes about it, until that half is ready", () => {
    const { view, screen } = setUp({ total: 1 });
    const write = (part: "facts" | "risks", path: string, delta: string): void =>
      view.writing(0, "a.md", { stage: "writing", part, path, kind: "delta", delta });

    view.stage(0, "a.md", { stage: "normalized", title: "A", words: 20, sentences: 2 });
    write("facts", "facts[0].value", "EUR ");
    write("risks", "risks[1].why", "Nobody is named who would do it, and");
    write("facts", "facts[0].value", "400");
    expect(screen.lines.slice(1).map((line) => line.trimEnd())).toEqual([
      "    fact 1  EUR 400                      risk 2  …named who would do it, and",
      "  0 of 1 done",
      "",
    ]);

    view.stage(0, "a.md", { stage: "facts_ready", facts: 1 });
    expect(screen.lines[1]?.trimEnd()).toBe("    risk 2  Nobody is named who would do it, and");
    view.note(0, "a.md", "plain code found the risks: it was late");
    view.stage(0, "a.md", { stage: "risks_ready", risks: 0, high: 0 });
    view.finish(0, "a.md");
    expect(screen.lines.map((line) => line.trimEnd())).toEqual([
      "  ! a.md: plain code found the risks: it was late",
      "  a.md                         20 words     1 fact    0 risks           report",
      "",
    ]);
  });

  it("draws only what has changed, and leaves the writing out where the screen is too low for it", () => {
    const drawn: string[] = [];
    const { view } = setUp({ total: 20, write: (text) => void drawn.push(text) });
    const write = (path: string): void =>
      view.writing(0, "a.md", { stage: "writing", part: "facts", path, kind: "delta", delta: "x" });

    view.stage(0, "a.md", { stage: "normalized", title: "A", words: 20, sentences: 2 });
    write("facts[0].kind");
    write("facts[0].kind");
    write("facts[0].value");
    expect(drawn).toHaveLength(3);
    for (let key = 1; key < 9; key += 1) {
      view.stage(key, "b.md", { stage: "normalized", title: "B", words: 20, sentences: 2 });
    }
    write("facts[0].value");
    expect(drawn).toHaveLength(11);
    expect(drawn.at(-1)).not.toContain("fact 1");
  });

  it("leaves finished documents above, problems marked, and nothing redrawn at the end", () => {
    const { view, screen } = setUp({});

    view.stage(1, "b.md", { stage: "normalized", title: "B", words: 20, sentences: 2 });
    view.finish(0, "a.md", "it is empty");
    view.finish(1, "b.md");
    view.end();

    expect(screen.lines.map((line) => line.trimEnd())).toEqual([
      "  ! a.md: it is empty",
      "  b.md                         20 words     facts     risks             report",
      "",
    ]);
  });

  it("takes half-done lines off the screen when it is ended early", () => {
    const { view, screen } = setUp({});

    view.stage(0, "a.md", { stage: "normalized", title: "A", words: 20, sentences: 2 });
    view.end();

    expect(screen.lines).toEqual([""]);
  });

  it("keeps only count and problems when there are many documents", () => {
    const { view, screen } = setUp({ total: 300 });

    for (let key = 0; key < 299; key += 1) {
      view.stage(key, `doc-${String(key)}.md`, { stage: "normalized", title: "", words: 5, sentences: 1 });
      view.finish(key, `doc-${String(key)}.md`, key === 7 ? "it is empty" : undefined);
    }

    expect(screen.lines).toEqual(["  ! doc-7.md: it is empty", "  299 of 300 done", ""]);
  });

  it("never writes a line as wide as the terminal", () => {
    for (const columns of [40, 60, 80, 200]) {
      const { view, screen } = setUp({ columns: () => columns });
      view.stage(0, "a/path/of/a/length/that/nobody/expects/or/wants.md", {
        stage: "risks_ready",
        risks: 1000,
        high: 100,
      });

      expect(screen.lines.filter((line) => displayWidth(line) >= columns)).toEqual([]);
    }
  });
});

describe("createLiveView elsewhere", () => {
  it("writes one plain line for each finding of a model, and for what should be known", () => {
    const { view, screen } = setUp({ isTerminal: false });
    const value = { kind: "amount", value: "EUR 400" };

    for (const item of [
      { path: "facts[0].value", kind: "delta", delta: "EUR 400" },
      { path: "facts[0]", kind: "done", value },
    ]) {
      view.writing(0, "a.md", { stage: "writing", part: "facts", ...item });
    }
    view.note(0, "a.md", "plain code found the risks: it was late");

    expect(screen.lines).toEqual([
      "a.md: fact 1, amount: EUR 400",
      "a.md: plain code found the risks: it was late",
      "",
    ]);
  });

  it("writes one plain line per stage and counts the documents", () => {
    const { view, screen } = setUp({ isTerminal: false });

    view.stage(0, "a.md", { stage: "normalized", title: "A", words: 900, sentences: 50 });
    view.stage(0, "a.md", { stage: "compiled", title: "A" });
    view.finish(0, "a.md");
    view.finish(1, "b.md", "it is empty");
    view.end();

    expect(screen.lines).toEqual([
      "a.md: normalized, 900 words",
      "a.md: compiled",
      "a.md: done (1/2)",
      "b.md: it is empty (2/2)",
      "",
    ]);
  });
});
