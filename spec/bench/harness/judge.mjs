/**
 * From raw samples to verdicts. A sample is the median batch of one process; the figure of a peer is the median of
 * its samples over the rounds; a ratio is taken inside each round, where both sides met the same machine, and the
 * median of those ratios is the one that is judged.
 *
 * A bar is data: `{ of, limit, atMost }` (of ≤ atMost × limit), `{ of, limit, timesFaster }` (limit ≥ timesFaster × of)
 * or, where bytes are measured, `{ of, atMostBytes }`, the one bar that is no ratio: bytes are the same on every machine
 * of one engine. `limit` names one peer, or several whose costs are added up. `goal`, if any, is the ambition beyond the bar.
 */

export function median(numbers) {
  if (numbers.length === 0) return Number.NaN;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Rows of one case: every peer with its figure (nanoseconds or bytes), spread and ratio to the case's limit. */
export function summarize(measured, samples) {
  return Object.keys(measured.peers)
    .filter((peer) => samples.has(peer))
    .map((peer) => {
      const own = samples.get(peer).filter(Number.isFinite);
      const ratio = ratioOf(samples, peer, [measured.limit].flat());
      const [figure, min, max] = [median(own), Math.min(...own), Math.max(...own)];
      return { peer, unit: measured.unit ?? "ns", figure, min, max, ratio, rounds: own.length };
    });
}

/** The verdict on every bar whose peers were all chosen for this run. */
export function judge(measured, samples) {
  const chosen = measured.bars.filter((bar) => [bar.of, bar.limit ?? []].flat().every((peer) => samples.has(peer)));
  return chosen.map((bar) => {
    const limit = [bar.limit ?? []].flat();
    const kind = ["atMost", "timesFaster", "atMostBytes"].find((each) => bar[each] !== undefined);
    const [value, wanted] = [valueOf(samples, bar, kind, limit), bar[kind]];
    const verdict = { ...bar, limit, kind, value, wanted };
    if (!Number.isFinite(value)) return { ...verdict, met: undefined };
    const more = kind === "timesFaster";
    const spare = more ? value / wanted : wanted / value;
    const goal = bar.goal === undefined ? undefined : more ? value >= bar.goal : value <= bar.goal;
    return { ...verdict, met: spare >= 1, spare, goalReached: goal };
  });
}

function valueOf(samples, bar, kind, limit) {
  if (kind === "atMostBytes") return median((samples.get(bar.of) ?? []).filter(Number.isFinite));
  const ratio = ratioOf(samples, bar.of, limit);
  return kind === "timesFaster" ? 1 / ratio : ratio;
}

function ratioOf(samples, peer, limits) {
  const own = samples.get(peer) ?? [];
  const ratios = own.map((ns, round) => ns / sum(limits.map((limit) => samples.get(limit)?.[round] ?? Number.NaN)));
  return median(ratios.filter(Number.isFinite));
}

function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}
