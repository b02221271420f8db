// The name that was meant: for hints at misspelt settings.

/** The known name that is nearest to this one, when one is near enough to be meant. `base_url` is `baseUrl`. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const bare = fold(name);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(bare.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(bare, fold(candidate));
    if (steps >= least) continue;
    best = candidate;
    least = steps;
  }
  return best;
}

const fold = (name: string): string => name.toLowerCase().replaceAll(/[_\- ]/g, "");

/** How many letters have to come, go or change. */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let at = 1; at <= other.length; at++) {
      const change = (above[at - 1] ?? 0) + (one[row - 1] === other[at - 1] ? 0 : 1);
      current.push(Math.min(change, (above[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[other.length] ?? 0;
}
