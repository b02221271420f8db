// Shows a run while it happens: on a terminal one line per document at work, redrawn in its place; anywhere else one
// plain line per stage. It draws when something happens and never by a timer, so a quiet run is a quiet screen.

import type { Palette } from "../report/palette.js";
import { cutStart, cutText, displayWidth, fitText } from "../report/wrap-text.js";
import { describeStage, type Stage } from "./stage.js";

export interface LiveView {
  /** A document has passed a stage. `key` tells apart documents of the same name. */
  readonly stage: (key: number, name: string, item: Stage) => void;
  /** A document is done; `problem` says in one line why it could not be. */
  readonly finish: (key: number, name: string, problem?: string) => void;
  /** Nothing more will come; what was redrawn in place is cleared or left as it stands. */
  readonly end: () => void;
}

export interface LiveViewOptions {
  /** Documents in all. */
  readonly total: number;
  readonly isTerminal: boolean;
  readonly palette: Palette;
  readonly columns: () => number;
  /** What a document is called in its column. */
  readonly shorten: (name: string) => string;
  readonly write: (text: string) => void;
}

const STAGES = ["normalized", "facts_ready", "risks_ready", "compiled"] as const;
const WAITING: Readonly<Record<Stage["stage"], string>> = {
  normalized: "normalize",
  facts_ready: "facts",
  risks_ready: "risks",
  compiled: "report",
};
const CELLS: Readonly<Record<Stage["stage"], number>> = {
  normalized: 12,
  facts_ready: 9,
  risks_ready: 17,
  compiled: 6,
};
/** With more documents than this, finished ones leave the screen and only the count and the problems stay. */
const MOST_KEPT = 24;
const WIDEST_NAME = 44;
const CLEAR_BELOW = "\u001B[J";
const up = (lines: number): string => (lines === 0 ? "\r" : `\r\u001B[${lines}A`);

export function createLiveView(options: LiveViewOptions): LiveView {
  return options.isTerminal ? createInPlaceView(options) : createPlainView(options);
}

function createPlainView({ total, write }: LiveViewOptions): LiveView {
  let done = 0;
  return {
    stage: (_key, name, item) =>
      write(
        `${name}: ${item.stage.replaceAll("_", " ")}${item.stage === "compiled" ? "" : `, ${describeStage(item)}`}\n`,
      ),
    finish: (_key, name, problem) => {
      done += 1;
      write(`${name}: ${problem ?? "done"} (${done}/${total})\n`);
    },
    end: () => {},
  };
}

function createInPlaceView({ total, palette, columns, shorten, write }: LiveViewOptions): LiveView {
  const active = new Map<number, { readonly name: string; readonly passed: Map<string, string> }>();
  let drawn = 0;
  let done = 0;

  const lineOf = (name: string, passed: ReadonlyMap<string, string>): string => {
    const cells = STAGES.map((stage) => {
      const cell = fitText(passed.get(stage) ?? WAITING[stage], CELLS[stage]);
      return passed.has(stage) ? cell : palette.quiet(cell);
    });
    const room = Math.max(
      12,
      Math.min(WIDEST_NAME, columns() - 1 - STAGES.reduce((sum, stage) => sum + CELLS[stage] + 1, 4)),
    );
    return `  ${fitText(cutStart(shorten(name), room), room)}  ${cells.join(" ")}`;
  };
  /** Writes lines that stay, then the lines that change, then the count. */
  const draw = (...kept: string[]): void => {
    const living = [...active.values()].map(({ name, passed }) => lineOf(name, passed));
    const count = done < total ? [palette.quiet(`  ${done} of ${total} done`)] : [];
    const changing = [...living, ...count];
    const lines = [...kept, ...changing.map((line) => cutStyled(line, columns() - 1))];
    write(up(drawn) + CLEAR_BELOW + lines.map((line) => `${line}\n`).join(""));
    drawn = changing.length;
  };
  return {
    stage: (key, name, item) => {
      const entry = active.get(key) ?? { name, passed: new Map<string, string>() };
      active.set(key, entry);
      entry.passed.set(item.stage, describeStage(item));
      draw();
    },
    finish: (key, name, problem) => {
      const passed = active.get(key)?.passed ?? new Map<string, string>();
      active.delete(key);
      done += 1;
      if (problem !== undefined) draw(`${palette.high("  !")} ${name}: ${problem}`);
      else if (total <= MOST_KEPT) draw(lineOf(name, passed));
      else draw();
    },
    end: () => {
      if (active.size > 0) write(up(drawn) + CLEAR_BELOW);
      drawn = 0;
    },
  };
}

/** A line that would wrap could not be redrawn in place; one with styles inside is cut only if its text is too long. */
function cutStyled(line: string, width: number): string {
  const bare = line.replace(/\p{Cc}\[[\d;]*m/gu, "");
  return displayWidth(bare) <= width ? line : cutText(bare, width);
}
