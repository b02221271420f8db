/** What a reader sees: one table per case, one line per bar, and a last line that counts them. */

export function formatCase(workload, measured, rows, verdicts) {
  const limit = [measured.limit].flat().join(" + ");
  const table = [
    ["peer", `per ${measured.part ?? "op"}`, "× limit", "min … max"],
    ...rows.map(({ peer, unit, figure, ratio, min, max }) => [
      peer,
      amount(figure, unit),
      times(ratio),
      `${amount(min, unit)} … ${amount(max, unit)}`,
    ]),
  ];
  const title = `${workload.title}: ${measured.title} (limit: ${limit})`;
  return [title, ...aligned(table), ...verdicts.map(sentence), ""].join("\n");
}

export function formatSummary(results) {
  const verdicts = results.flatMap((result) => result.verdicts);
  const met = verdicts.filter((verdict) => verdict.met === true).length;
  const missed = verdicts.filter((verdict) => verdict.met === false).length;
  const open = verdicts.length - met - missed;
  return `Bars: ${verdicts.length}; ${met} met, ${missed} missed${open ? `, ${open} not measured` : ""}`;
}

/** The same as Markdown, for the table in README.md. */
export function formatMarkdown(results) {
  const head = "| workload | bar | measured | verdict |\n| --- | --- | ---: | --- |";
  const lines = results.flatMap(({ workload, measured, verdicts }) =>
    verdicts.map((v) => `| ${workload}, ${measured} | \`${v.of}\` ${wish(v)} | ${value(v)} | ${outcome(v)} |`),
  );
  return [head, ...lines].join("\n");
}

function sentence(verdict) {
  const mark = verdict.met === undefined ? "?" : verdict.met ? "+" : "!";
  const measured = verdict.met === undefined ? "" : `: ${value(verdict)}`;
  return `  ${mark} ${verdict.of} ${wish(verdict)}${measured}, ${outcome(verdict)}`;
}

function value(verdict) {
  return verdict.kind === "atMostBytes" ? amount(verdict.value, "bytes") : times(verdict.value);
}

function wish(verdict) {
  if (verdict.kind === "atMostBytes") return `≤ ${amount(verdict.wanted, "bytes")} each`;
  const limit = verdict.limit.length > 1 ? `(${verdict.limit.join(" + ")})` : verdict.limit[0];
  return verdict.kind === "atMost"
    ? `≤ ${verdict.wanted} × ${limit}`
    : `at least ${verdict.wanted} × as fast as ${limit}`;
}

function outcome(verdict) {
  if (verdict.met === undefined) return "not measured";
  const goal =
    verdict.goal === undefined ? "" : `; goal ${verdict.goal} ${verdict.goalReached ? "reached" : "not reached"}`;
  if (verdict.met) return `met${goal}`;
  return `missed by ${percent(1 / verdict.spare - 1)}${goal}`;
}

function aligned(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) =>
    `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("   ")}`.trimEnd(),
  );
}

/** A figure in its unit: "ns" or "bytes". */
export function amount(figure, unit = "ns") {
  if (unit === "ns") return time(figure);
  return Number.isFinite(figure) ? `${figure.toFixed(0)} B` : "–";
}

function time(ns) {
  if (!Number.isFinite(ns)) return "–";
  if (ns < 1_000) return `${ns.toFixed(ns < 100 ? 1 : 0)} ns`;
  if (ns < 1_000_000) return `${(ns / 1_000).toPrecision(3)} µs`;
  return `${(ns / 1_000_000).toPrecision(3)} ms`;
}

function times(ratio) {
  if (!Number.isFinite(ratio)) return "–";
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}×`;
}

function percent(part) {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}
