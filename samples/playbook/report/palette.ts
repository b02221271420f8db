// The few colours of the report, for a terminal that can show them; anywhere else, and wherever NO_COLOR is set, each
// of them gives back the text as it is.

type Style = (text: string) => string;

export interface Palette {
  readonly isColourful: boolean;
  readonly title: Style;
  readonly heading: Style;
  readonly quiet: Style;
  readonly high: Style;
  readonly medium: Style;
  readonly good: Style;
}

const ESCAPE = "\u001B[";

function style(on: string, off: string): Style {
  return (text) => (text === "" ? "" : `${ESCAPE}${on}m${text}${ESCAPE}${off}m`);
}

const same: Style = (text) => text;

export const PLAIN: Palette = {
  isColourful: false,
  title: same,
  heading: same,
  quiet: same,
  high: same,
  medium: same,
  good: same,
};

const COLOURFUL: Palette = {
  isColourful: true,
  title: style("1", "22"),
  heading: style("1;36", "22;39"),
  quiet: style("2", "22"),
  high: style("1;31", "22;39"),
  medium: style("33", "39"),
  good: style("32", "39"),
};

/** Colour needs a terminal that is not dumb and no NO_COLOR in the environment; an empty NO_COLOR counts as absent. */
export function choosePalette(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Palette {
  const refused = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return isTerminal && !refused ? COLOURFUL : PLAIN;
}
