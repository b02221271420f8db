// Shows a run while it happens: on a terminal one line per document at work, redrawn in its place, with what a model
// writes about it below; anywhere else one plain line per stage and per finding of a model. It draws when something happens and never by a timer, so a quiet run is a quiet screen.

import type { Palette } from "../report/palette.js";
import { cutStart, cutText, displayWidth, fitText } from "../report/wrap-text.js";
import { createWritingFollower, type WritingFollower } from "./follow-writing.js";
import { describeStage, type Stage, type Writing } from "./stage.js";

export interface LiveView {
  /** A document has passed a stage. `key` tells apart documents of the same name. */
  readonly stage: (key: number, name: string, item: Stage) => void;
  /** A model has written a piece of what it says about a document. */
  readonly writing: (key: number, name: string, item: Writing) => void;
  /** Something that a person should know about a document, in one line; the work on it goes on. */
  readonly note: (key: number, name: string, text: string) => void;
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
/** With more documents than this at work, a terminal has no lines left for what is written about each. */
const MOST_WATCHED = 8;
const WIDEST_NAME = 44;
const CLEAR_BELOW = "\u001B[J";
const up = (lines: number): string => (lines === 0 ? "\r" : `\r\u001B[${lines}A`);

/** What a model writes about one document at the moment. */
type Writings = Map<Writing["part"], WritingFollower>;

function followerOf(all: Map<number, Writings>, key: number, part: Writing["part"]): WritingFollower {
  const writings: Writings = all.get(key) ?? new Map<Writing["part"], WritingFollower>();
  all.set(key, writings);
  const follower = writings.get(part) ?? createWritingFollower(part);
  writings.set(part, follower);
  return follower;
}

export function createLiveView(options: LiveViewOptions): LiveView {
  return options.isTerminal ? createInPlaceView(options) : createPlainView(options);
}

function createPlainView({ total, write }: LiveViewOptions): LiveView {
  let done = 0;
  const writings = new Map<number, Writings>();
  return {
    writing: (key, name, item) => {
      const line = followerOf(writings, key, item.part).take(item);
      if (line !== undefined) write(`${name}: ${line}\n`);
    },
    note: (_key, name, text) => write(`${name}: ${text}\n`),
    stage: (_key, name, item) =>
      write(
        `${name}: ${item.stage.replaceAll("_", " ")}${item.stage === "compiled" ? "" : `, ${describeStage(item)}`}\n`,
      ),
    finish: (key, name, problem) => {
      writings.delete(key);
      done += 1;
      write(`${name}: ${problem ?? "done"} (${done}/${total})\n`);
    },
    end: () => {},
  };
}

function createInPlaceView({ total, palette, columns, shorten, write }: LiveViewOptions): LiveView {
  const active = new Map<number, { readonly name: string; readonly passed: Map<string, string> }>();
  const writings = new Map<number, Writings>();
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
  /** What is written side by side, each half in its half of the line, so that neither moves the other. */
  const writingLines = (key: number): string[] => {
    if (active.size > MOST_WATCHED) return [];
    const followers = [...(writings.get(key)?.values() ?? [])];
    const room = Math.max(8, Math.floor((columns() - 5) / followers.length) - 2);
    const shown = followers.map((follower) => fitText(follower.show(room), room)).join("  ");
    return shown.trim() === "" ? [] : [palette.quiet(`    ${shown.trimEnd()}`)];
  };
  /** Writes lines that stay, then the lines that change, then the count. */
  const draw = (...kept: string[]): void => {
    const living = [...active].flatMap(([key, { name, passed }]) => [lineOf(name, passed), ...writingLines(key)]);
    const count = done < total ? [palette.quiet(`  ${done} of ${total} done`)] : [];
    const changing = [...living, ...count];
    const lines = [...kept, ...changing.map((line) => cutStyled(line, columns() - 1))];
    write(up(drawn) + CLEAR_BELOW + lines.map((line) => `${line}\n`).join(""));
    drawn = changing.length;
  };
  return {
    writing: (key, _name, item) => {
      const [before] = writingLines(key);
      followerOf(writings, key, item.part).take(item);
      if (active.has(key) && writingLines(key)[0] !== before) draw();
    },
    note: (_key, name, text) => draw(`${palette.medium("  !")} ${name}: ${text}`),
    stage: (key, name, item) => {
      if (item.stage === "facts_ready") writings.get(key)?.delete("facts");
      if (item.stage === "risks_ready") writings.get(key)?.delete("risks");
      const entry = active.get(key) ?? { name, passed: new Map<string, string>() };
      active.set(key, entry);
      entry.passed.set(item.stage, describeStage(item));
      draw();
    },
    finish: (key, name, problem) => {
      const passed = active.get(key)?.passed ?? new Map<string, string>();
      active.delete(key);
      writings.delete(key);
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
