// Colours of events: two events that can stand for each other have the same one. Refined by what ids tie together, so that
// the search for partners rarely goes back.
import type { MatchGoldenOptions } from "./golden-options.js";
import { type GoldenEntry, type GoldenLine, type GoldenValue, looksLikeName } from "./golden-text.js";
import { Tie } from "./tie.js";

/** What is known of one event while colours are refined. */
interface Sketch {
  colour: number;
  /** The names in it, by where they stand. */
  readonly names: readonly (readonly [path: string, name: string])[];
}

const MAX_ROUNDS = 50;

/** A number for each event of each list. Numbers mean the same in all lists. */
export function eventColours(
  lists: readonly (readonly (GoldenLine | GoldenEntry)[])[],
  options: MatchGoldenOptions,
): readonly (readonly number[])[] {
  const first = new Palette();
  const sketches = lists.map((list) => list.map((entry) => sketch(entry, options, first)));
  let kinds = first.size;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const palette = new Palette();
    const namePalette = new Palette();
    for (const list of sketches) refine(list, palette, namePalette);
    if (palette.size === kinds) break;
    kinds = palette.size;
  }
  return sketches.map((list) => list.map(({ colour }) => colour));
}

/** Gives equal texts one number. */
class Palette {
  private readonly numbers = new Map<string, number>();

  get size(): number {
    return this.numbers.size;
  }

  colourOf(text: string): number {
    const colour = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, colour);
    return colour;
  }
}

function sketch(entry: GoldenLine | GoldenEntry, options: MatchGoldenOptions, palette: Palette): Sketch {
  const names: [string, string][] = [];
  const texts: string[] = [];
  const { tolerance = 0, sameText } = options;
  const look = (value: GoldenValue, path: string): void => {
    if (value instanceof Tie || typeof value === "string") {
      const text = String(value);
      // Where a function decides on texts, what looks like a name may be one of them.
      if (sameText) texts.push(`${path} text`);
      else if (looksLikeName(text)) names.push([path, text]);
      else texts.push(`${path} ${text}`);
    } else if (typeof value === "number" && tolerance > 0) {
      texts.push(`${path} number`);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, part] of Object.entries(value)) look(part, `${path}.${key}`);
    } else {
      texts.push(`${path} ${String(value)}`);
    }
  };
  const { id, ...fields } = entry;
  look(fields, "");
  names.push(["id", String(id)]);
  names.sort(([left], [right]) => (left < right ? -1 : 1));
  const paths = names.map(([path]) => path);
  const type = String(id).replace(/#\d+$/u, "");
  return { colour: palette.colourOf(JSON.stringify([type, texts.sort(), paths])), names };
}

/** One round: a name is coloured by the events that it stands in, and an event by its names. */
function refine(list: readonly Sketch[], palette: Palette, namePalette: Palette): void {
  const uses = new Map<string, string[]>();
  for (const { colour, names } of list) {
    for (const [path, name] of names) {
      const places = uses.get(name) ?? [];
      places.push(`${path}:${String(colour)}`);
      uses.set(name, places);
    }
  }
  const colourOfName = new Map(
    [...uses].map(([name, places]) => [name, namePalette.colourOf(places.sort().join(" "))]),
  );
  const next = list.map(({ colour, names }) =>
    palette.colourOf(JSON.stringify([colour, names.map(([, name]) => colourOfName.get(name))])),
  );
  list.forEach((one, index) => {
    one.colour = next[index] ?? one.colour;
  });
}
