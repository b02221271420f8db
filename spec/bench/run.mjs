/**
 * Runs the benchmarks: every peer in a fresh child process, rounds interleaved (round 1: all peers, round 2: all
 * peers, …), medians, ratios in one run. Tables go to stdout, progress to stderr.
 *
 * npm run bench -- [--only <workload>[/<case>]] [--rounds n] [--quick] [--json] [--markdown] [--assert]
 *
 * Exit code: 0; 1 with --assert when a bar is missed; 2 for wrong arguments or when a peer failed.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { judge, median, summarize } from "./harness/judge.mjs";
import { amount, formatCase, formatMarkdown, formatSummary } from "./harness/report.mjs";
import { builtEntry } from "./harness/millrace.mjs";
import { workloads } from "./workloads/index.mjs";

const USAGE = `usage: npm run bench -- [options]
  --only <name>   one workload, or one of its cases as <workload>/<case>; repeatable
  --peer <text>   only peers whose name contains the text; repeatable
  --rounds <n>    rounds (default 3)
  --quick         one round of short batches: shows that everything runs, proves no bar
  --json          machine-readable result on stdout
  --markdown      the bars as a Markdown table
  --assert        exit code 1 when a bar is missed
  --list          the workloads, their cases and peers`;

const children = {
  ns: [fileURLToPath(new URL("./harness/measure.mjs", import.meta.url))],
  // Full collections also drop code that has not run for a while, which would be counted as bytes saved.
  bytes: ["--expose-gc", "--no-flush-bytecode", fileURLToPath(new URL("./harness/weigh.mjs", import.meta.url))],
};
const execute = promisify(execFile);

const options = readArguments();
const chosen = choose();
if (options.list) {
  for (const { workload, measured, peers } of chosen)
    console.log(`${workload.name}/${measured.name}: ${peers.join(", ")}`);
  process.exit(0);
}
if (!existsSync(builtEntry) && chosen.some(({ peers }) => peers.some((peer) => peer.startsWith("millrace")))) {
  fail("The built package is missing (dist/index.js). Run: npm run build");
}

const failures = [];
const results = await measureAll();
print();
if (failures.length > 0) process.exitCode = 2;
else if (options.assert && results.some((r) => r.verdicts.some((verdict) => verdict.met !== true)))
  process.exitCode = 1;

async function measureAll() {
  const rounds = options.quick ? 1 : Number(options.rounds);
  const tasks = chosen.flatMap((entry) => entry.peers.map((peer) => ({ ...entry, peer })));
  const started = Date.now();
  for (let round = 0; round < rounds; round += 1) {
    for (const [position, { workload, measured, samples, peer }] of tasks.entries()) {
      const label = `${workload.name}/${measured.name} · ${peer}`;
      const figure = await measure(workload, measured, peer).catch((error) => failed(label, error));
      samples.set(peer, [...(samples.get(peer) ?? []), figure]);
      const done = round * tasks.length + position + 1;
      const left = ((Date.now() - started) / done) * (rounds * tasks.length - done);
      const shown = amount(figure, measured.unit);
      progress(`round ${round + 1}/${rounds} · ${label} · ${shown} · about ${Math.ceil(left / 1000)} s left`);
    }
  }
  progress("");
  return chosen.map(({ workload, measured, samples }) => ({
    workload: workload.name,
    measured: measured.name,
    rows: summarize(measured, samples),
    verdicts: judge(measured, samples),
    text: [workload, measured],
  }));
}

async function measure(workload, measured, peer) {
  const { unit = "ns" } = measured;
  const quick = unit === "ns" ? ["--batch=20", "--batches=3", "--warmup=50"] : ["--count=1000"];
  const told = [...children[unit], workload.name, measured.name, peer, ...(options.quick ? quick : [])];
  const { stdout } = await execute(process.execPath, told, { timeout: 60_000 });
  return median(JSON.parse(stdout.trim().split("\n").at(-1)).samples);
}

function failed(label, error) {
  const lines = String(error.stderr || error).split("\n");
  const reason = lines.find((line) => /^\s*\w*Error/u.test(line)) ?? lines[0];
  if (!failures.includes(label)) {
    failures.push(label);
    process.stderr.write(`\n${label} failed: ${reason.trim()}\n`);
  }
  return Number.NaN;
}

function print() {
  const processors = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`;
  const machine = `Node ${process.versions.node}, ${processors}, ${process.platform}`;
  if (options.json) {
    console.log(
      JSON.stringify({ machine, rounds: Number(options.rounds), quick: options.quick, results: plain() }, null, 2),
    );
    return;
  }
  if (options.markdown) console.log(formatMarkdown(results));
  else for (const { text, rows, verdicts } of results) console.log(formatCase(...text, rows, verdicts));
  console.log(`\n${machine}\n${formatSummary(results)}`);
  if (options.quick) console.log("A quick run: the figures prove nothing.");
  if (failures.length > 0) console.log(`Failed: ${failures.join("; ")}`);
}

function plain() {
  return results.map(({ workload, measured, rows, verdicts }) => ({ workload, case: measured, rows, verdicts }));
}

function choose() {
  const picked = (workload, measured) =>
    options.only.length === 0 ||
    options.only.some((only) => [workload.name, `${workload.name}/${measured.name}`].includes(only));
  const entries = workloads.flatMap((workload) =>
    workload.cases
      .filter((measured) => picked(workload, measured))
      .map((measured) => ({ workload, measured, peers: peersOf(measured), samples: new Map() })),
  );
  if (entries.length === 0)
    fail(`Nothing is called ${options.only.join(", ")}. There are: ${workloads.map((w) => w.name).join(", ")}`);
  return entries;
}

function peersOf(measured) {
  const names = Object.keys(measured.peers);
  return options.peer.length === 0 ? names : names.filter((name) => options.peer.some((part) => name.includes(part)));
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
  else if (text) process.stderr.write(`${text}\n`);
}

function readArguments() {
  const flag = { type: "boolean", default: false };
  const many = { type: "string", multiple: true, default: [] };
  try {
    const { values } = parseArgs({
      options: {
        only: many,
        peer: many,
        rounds: { type: "string", default: "3" },
        quick: flag,
        json: flag,
        markdown: flag,
        assert: flag,
        list: flag,
        help: { ...flag, short: "h" },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (!/^[1-9]\d*$/u.test(values.rounds)) fail(`--rounds wants a whole number from 1, not "${values.rounds}"`);
    return values;
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  process.stderr.write(`${message}\n\n${USAGE}\n`);
  process.exit(2);
}
