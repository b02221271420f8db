// Compares a stream with its golden where only causes order events: is there a way to pair them so that all fields and causes
// fit? Names are compared by what they tie together.
import { differenceOf } from "../matchers/difference.js";
import { eventColours } from "./event-colours.js";
import type { MatchGoldenOptions } from "./golden-options.js";
import type { GoldenEntry, GoldenLine } from "./golden-text.js";
import { type Departure, goldenRule } from "./golden-rule.js";
import type { Tie } from "./tie.js";

/** Beyond so many tries the first way that was tried is reported; colours decide nearly all pairs before. */
const MAX_TRIES = 100_000;

/** The first line that finds no partner; undefined when all do. */
export function matchCausally(
  lines: readonly GoldenLine[],
  entries: readonly GoldenEntry[],
  options: MatchGoldenOptions,
): Departure | undefined {
  const search = new Pairing(lines, entries, options);
  if (lines.length === entries.length && search.run(MAX_TRIES)) return undefined;
  return new Pairing(lines, entries, options).firstDeparture();
}

class Pairing {
  private readonly names = new NamePairs();
  private readonly colours: { readonly golden: readonly number[]; readonly recorded: readonly number[] };
  private readonly taken: boolean[];

  constructor(
    private readonly lines: readonly GoldenLine[],
    private readonly entries: readonly GoldenEntry[],
    private readonly options: MatchGoldenOptions,
  ) {
    const [golden = [], recorded = []] = eventColours([lines, entries], options);
    this.colours = { golden, recorded };
    this.taken = entries.map(() => false);
  }

  /** Tries partners line by line and goes back where none is left. Not recursive: streams may be long. */
  run(maxTries: number): boolean {
    const partners: { readonly partner: number; readonly mark: number }[] = [];
    let next = 0;
    for (let tries = 0; tries < maxTries; tries++) {
      if (partners.length === this.lines.length) return true;
      const mark = this.names.mark();
      const partner = this.findPartner(partners.length, next);
      if (partner !== undefined) {
        this.taken[partner] = true;
        partners.push({ partner, mark });
        next = 0;
        continue;
      }
      const last = partners.pop();
      if (!last) return false;
      this.names.undo(last.mark);
      this.taken[last.partner] = false;
      next = last.partner + 1;
    }
    return false;
  }

  /** Pairs without going back: the first line without a partner, with the event that comes nearest; undefined if all have one. */
  firstDeparture(): Departure | undefined {
    for (const golden of this.lines.keys()) {
      const partner = this.findPartner(golden, 0) ?? this.findPartner(golden, 0, false);
      if (partner === undefined) return this.nearest(golden);
      this.taken[partner] = true;
    }
    const recorded = this.taken.indexOf(false);
    return recorded === -1 ? undefined : { golden: undefined, recorded };
  }

  private findPartner(golden: number, from: number, sameColour = true): number | undefined {
    for (let partner = from; partner < this.entries.length; partner++) {
      if (this.taken[partner] === true) continue;
      if (sameColour && this.colours.golden[golden] !== this.colours.recorded[partner]) continue;
      const mark = this.names.mark();
      if (this.differenceAt(golden, partner) === undefined) return partner;
      this.names.undo(mark);
    }
    return undefined;
  }

  private differenceAt(golden: number, recorded: number): ReturnType<typeof differenceOf> {
    const entry = this.entries[recorded] as GoldenEntry;
    const rule = goldenRule(entry.id.kind, this.options, (name, tie) => this.names.pair(name, tie));
    return differenceOf(this.lines[golden], entry, rule);
  }

  // Of the events of its type the one that fits longest; ids and causes come first in a line.
  private nearest(golden: number): Departure {
    const type = kindOf(this.lines[golden]?.id ?? "");
    const free = [...this.entries.keys()].filter((index) => this.taken[index] !== true);
    let best: Departure = { golden, recorded: undefined };
    let most = -1;
    for (const recorded of free.filter((index) => this.entries[index]?.id.kind === type)) {
      const mark = this.names.mark();
      const difference = this.differenceAt(golden, recorded);
      this.names.undo(mark);
      const field = difference?.path.split(/[.[]/u, 1)[0] ?? "";
      const fits = Object.keys(this.lines[golden] ?? {}).indexOf(field);
      if (fits <= most) continue;
      most = fits;
      best = { golden, recorded, difference };
    }
    return best;
  }
}

/** Which name of the golden stands for which one of the stream: one for one. */
class NamePairs {
  private readonly ofGolden = new Map<string, string>();
  private readonly ofRecorded = new Map<string, string>();
  private readonly log: string[] = [];

  pair(golden: string, tie: Tie): boolean {
    const recorded = String(tie);
    if (tie.isEvent && kindOf(golden) !== tie.kind) return false;
    const known = this.ofGolden.get(golden);
    if (known !== undefined || this.ofRecorded.has(recorded)) return known === recorded;
    this.ofGolden.set(golden, recorded);
    this.ofRecorded.set(recorded, golden);
    this.log.push(golden);
    return true;
  }

  mark(): number {
    return this.log.length;
  }

  undo(mark: number): void {
    for (const golden of this.log.splice(mark)) {
      this.ofRecorded.delete(this.ofGolden.get(golden) ?? "");
      this.ofGolden.delete(golden);
    }
  }
}

function kindOf(name: string): string {
  return name.replace(/#\d+$/u, "");
}
