// What goes into a sub-flow and what comes out of it: sources are read from views, values are copied, resources shared.
import { MillraceError } from "../../errors/millrace-error.js";
import type { CaptureSources, CaptureView, Source, WriteBackSources, WriteBackView } from "../definition/sub-flow.js";
import { copyData } from "./run-state.js";
import { leadsSomewhere, valueAt } from "./value-at.js";

/** What a child begins with. */
export interface Captured {
  readonly input: unknown;
  readonly state: Readonly<Record<string, unknown>>;
  readonly flowData: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, unknown>>;
}

/** What a child leaves behind. */
export interface WrittenBack {
  readonly value: unknown;
  readonly state: Readonly<Record<string, unknown>>;
  readonly flowData: Readonly<Record<string, unknown>>;
}

/** Reads what a child is given. Throws FLOW_VALUE_INVALID for a path that leads nowhere. */
export function capture(sources: CaptureSources, view: CaptureView, node: string): Captured {
  const read = (source: Source<CaptureView>): unknown => readSource(source, view, `capture of ${node}`);
  const copied = (source: Source<CaptureView>): unknown => copyData(read(source));
  return {
    input: sources.input === undefined ? copyData(view.value) : copied(sources.input),
    state: mapped(sources.state, copied),
    flowData: mapped(sources.flowData, copied),
    resources: mapped(sources.resources, read),
  };
}

/** Reads what a child leaves. Throws FLOW_VALUE_INVALID for a path that leads nowhere. */
export function writeBack(sources: WriteBackSources, view: WriteBackView, node: string): WrittenBack {
  const copied = (source: Source<WriteBackView>): unknown => copyData(readSource(source, view, `writeBack of ${node}`));
  return {
    value: sources.value === undefined ? copyData(view.result) : copied(sources.value),
    state: mapped(sources.state, copied),
    flowData: mapped(sources.flowData, copied),
  };
}

function mapped<View>(
  sources: Readonly<Record<string, Source<View>>> | undefined,
  read: (source: Source<View>) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(sources ?? {}).map(([target, source]) => [target, read(source)]));
}

function readSource<View extends object>(source: Source<View>, view: View, where: string): unknown {
  if (typeof source === "function") return source(view);
  if (leadsSomewhere(view, source)) return valueAt(view, source);
  const above = source.split(".").slice(0, -1).join(".");
  const holder = above === "" ? view : valueAt(view, above);
  const known = typeof holder === "object" && holder !== null ? Object.keys(holder).join(", ") : "";
  throw new MillraceError("FLOW_VALUE_INVALID", `The ${where} finds nothing at "${source}".`, {
    hint: known ? `At "${above}" there are ${known}.` : `"${above}" holds nothing to look into.`,
    details: { source },
  });
}
