// The command: `npm start -- [files, folders or text]`. It puts the pieces together and owns what a process owns: the
// two output streams, the exit code, and how it ends when a pipe closes or somebody presses Ctrl-C.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { MemoryStream } from "millrace";
import { createEventLog } from "./command/event-log.js";
import { createLiveView, type LiveView } from "./command/live-view.js";
import { HELP, type Options, readOptions } from "./command/options.js";
import { type Outcome, runDocuments } from "./command/run-documents.js";
import { createFileAccess } from "./documents/file-access.js";
import { findInputs } from "./documents/read-documents.js";
import { createShortNames } from "./documents/short-names.js";
import { chooseReader } from "./model/choose-reader.js";
import { choosePalette } from "./report/palette.js";
import { renderOverview } from "./report/render-overview.js";
import { renderReport } from "./report/render-report.js";

const { stdout, stderr } = process;
const SILENT: LiveView = { stage: () => {}, writing: () => {}, note: () => {}, finish: () => {}, end: () => {} };
const UNKNOWN_WIDTH = 80;
/** Where nobody measures, a line of the log may be long: it is cut for the eye only. */
const LOG_WIDTH = 240;

// A reader that has seen enough, such as `head`, is no error: there is nobody left to write to.
for (const output of [stdout, stderr]) {
  output.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 1),
  );
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if ("complaint" in options) return complain(options.complaint);
  if (options.help) return say(HELP);
  if (options.version) return say(`${readVersion()}\n`);

  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const inputs = await findInputs(options.inputs.length > 0 ? options.inputs : sampleDocuments(), createFileAccess());
  // Nobody asks this bus what has been: it need not keep the documents of a long run.
  const stream = new MemoryStream({ history: false });
  const startedAt = performance.now();
  const log = createEventLog({ elapsed: () => performance.now() - startedAt, width: stderr.columns || LOG_WIDTH });
  if (options.events) stream.subscribe((event) => void stderr.write(`${log(event)}\n`));
  const { reader, notice } = chooseReader(process.env, options.concurrency);
  stderr.write(`${notice}\n`);
  const view = options.events ? problemsOnly() : chooseView(inputs.map((input) => input.name));
  const outcomes = await runDocuments(inputs, {
    concurrency: options.concurrency,
    stream,
    view,
    reader,
    signal: interrupted.signal,
  });
  view.end();
  await stream.close();

  if (interrupted.signal.aborted) {
    stderr.write(`interrupted after ${outcomes.length} of ${inputs.length} documents\n`);
    // An input that still waits for its first byte would keep the process alive.
    process.exit(130);
  }
  stdout.write(options.json ? toJson(outcomes) : toText(outcomes, options));
  return outcomes.every((outcome) => "report" in outcome) ? 0 : 1;
}

function say(text: string): number {
  stdout.write(text);
  return 0;
}

function complain(complaint: string): number {
  stderr.write(`${complaint}\n--help shows what can be given\n`);
  return 2;
}

function chooseView(names: readonly string[]): LiveView {
  return createLiveView({
    total: names.length,
    isTerminal: stderr.isTTY && process.env["TERM"] !== "dumb",
    palette: choosePalette(stderr.isTTY, process.env),
    columns: () => stderr.columns || UNKNOWN_WIDTH,
    shorten: createShortNames(names),
    write: (text) => void stderr.write(text),
  });
}

/** Beside the log of events only what went wrong is worth a line. */
function problemsOnly(): LiveView {
  const tell = (name: string, text: string): void => void stderr.write(`${name}: ${text}\n`);
  return {
    ...SILENT,
    note: (_key, name, text) => tell(name, text),
    finish: (_key, name, problem) => problem !== undefined && tell(name, problem),
  };
}

function toJson(outcomes: readonly Outcome[]): string {
  const documents = outcomes.flatMap((outcome) => ("report" in outcome ? [outcome.report] : []));
  const failures = outcomes.filter((outcome) => "problem" in outcome);
  return `${JSON.stringify({ documents, failures }, undefined, 2)}\n`;
}

function toText(outcomes: readonly Outcome[], options: Options): string {
  const layout = {
    width: stdout.columns || UNKNOWN_WIDTH,
    palette: choosePalette(stdout.isTTY, process.env),
    all: options.all,
  };
  const reports = outcomes.flatMap((outcome) => ("report" in outcome ? [outcome.report] : []));
  const failures = outcomes.flatMap((outcome) => ("problem" in outcome ? [outcome] : []));
  const texts = reports.map((report) => renderReport(report, layout));
  if (outcomes.length > 1 && reports.length > 0) texts.push(renderOverview(reports, failures, layout));
  return texts.join("\n");
}

/** The documents that ship with the samples, by their shortest path from here. */
function sampleDocuments(): string[] {
  const folder = fileURLToPath(new URL("../data", import.meta.url));
  return readdirSync(folder)
    .sort()
    .map((name) => relative(process.cwd(), join(folder, name)));
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
