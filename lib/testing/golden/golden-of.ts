// A stream as text that is the same for every run: types, causes and fields, with stable names in the place of ids.
import { BaseEvent } from "../../event/base-event.js";
import { base64OfBytes } from "../../event/value-tags.js";
import { type CausalLinks, causalLinks } from "../matchers/causal-links.js";
import { isPlainObject } from "../matchers/difference.js";
import { eventsOf, type RecordedEvents } from "../matchers/recorded.js";
import { labelOf } from "../matchers/show-value.js";
import { checkGoldenOptions, type GoldenOptions } from "./golden-options.js";
import { type GoldenEntry, type GoldenValue, printGolden } from "./golden-text.js";
import { idRule, TieNames } from "./tie.js";

/**
 * The golden of a stream: JSON text with an event on each line, for a file or an inline snapshot. Two runs of one script
 * give the same text: events are named by their type and number (`tool.call#2`), causes by these names, other ids by
 * the field in which they came first (`callId#1`), and times are left out. An event whose cause was left out names the nearest
 * one that was not.
 *
 * ```ts
 * using record = recordEvents(stream);
 * await stream.send(new Asked({ text: "where?" }));
 * expect(goldenOf(record, { ignore: ["usage"] })).toMatchInlineSnapshot();
 * await expect(goldenOf(record)).toMatchFileSnapshot("asked.golden.json");
 * expect(record).toMatchGolden(readFileSync("asked.golden.json", "utf8"), { tolerance: 0.1, order: "causal" });
 * ```
 *
 * Bytes are written as base64, dates as ISO text, maps and sets as lists, errors as a line; functions are left out. The
 * options of `toMatchGolden` are taken as well and do nothing here.
 *
 * @throws EVENT_EXPECTED for what holds no events; OPTION_INVALID.
 */
export function goldenOf(recorded: RecordedEvents, options: GoldenOptions = {}): string {
  checkGoldenOptions("goldenOf", options);
  return printGolden(goldenEntries(eventsOf(recorded, "goldenOf"), options));
}

/** What stands for the cause of an event whose cause came before the record, or is seen elsewhere only. */
const NOT_RECORDED = "(not recorded)";

/** The lines of a golden, before they are text. */
export function goldenEntries(events: readonly BaseEvent[], options: GoldenOptions): readonly GoldenEntry[] {
  const { omit = [], only } = options;
  const isShown = (event: BaseEvent): boolean =>
    !omit.some((constructor) => event instanceof constructor) &&
    (only === undefined || only.some((constructor) => event instanceof constructor));
  const shown = events.filter(isShown);
  const writer = new GoldenWriter(shown, causalLinks(events), options);
  return shown.map((event) => writer.write(event));
}

/** A key or index on the way to a value. */
type Step = string;

class GoldenWriter {
  private readonly names = new TieNames();
  private readonly isId: (text: string, field: string) => boolean;
  private readonly ignored: readonly (readonly Step[])[];
  private readonly open = new Set<object>();

  constructor(
    shown: readonly BaseEvent[],
    private readonly links: CausalLinks,
    private readonly options: GoldenOptions,
  ) {
    this.isId = idRule(options.ids ?? []);
    this.ignored = (options.ignore ?? []).map((path) => path.split("."));
    for (const event of shown) this.names.nameOf(event.id, labelOf(event), true);
  }

  write(event: BaseEvent): GoldenEntry {
    const cause = this.causeOf(event);
    const origin = event.derivedFrom === undefined ? undefined : this.names.eventNamed(event.derivedFrom);
    return {
      id: this.names.nameOf(event.id, labelOf(event), true),
      ...(cause === undefined ? {} : { causedBy: cause }),
      ...(origin === undefined ? {} : { derivedFrom: origin }),
      ...this.fields(event, [], labelOf(event)),
    };
  }

  private causeOf(event: BaseEvent): GoldenValue | undefined {
    const chain = this.links.chainOf(event);
    for (const cause of chain) {
      const name = this.names.eventNamed(cause.id);
      if (name) return name;
    }
    return this.links.isCutOff(chain.at(-1) ?? event) ? NOT_RECORDED : undefined;
  }

  private fields(object: object, path: readonly Step[], type: string): Record<string, GoldenValue> {
    const fields: Record<string, GoldenValue> = {};
    for (const [key, part] of Object.entries(object) as [string, unknown][]) {
      const value = this.value(part, [...path, key], type);
      if (value !== undefined)
        fields[this.isId(key, "") ? String(this.names.nameOf(key, path.at(-1) ?? key)) : key] = value;
    }
    return fields;
  }

  private value(value: unknown, path: readonly Step[], type: string): GoldenValue | undefined {
    if (this.ignored.some((steps) => isAt(path, steps))) return undefined;
    switch (typeof value) {
      case "string":
        return this.text(value, path, type);
      case "number":
        return Number.isFinite(value) ? value : String(value);
      case "bigint":
        return `${String(value)}n`;
      case "boolean":
        return value;
      case "object":
        return value === null ? null : this.object(value, path, type);
      default:
        return undefined;
    }
  }

  private text(text: string, path: readonly Step[], type: string): GoldenValue {
    const event = this.names.eventNamed(text);
    if (event) return event;
    const field = path.filter((step) => !/^\d+$/.test(step)).at(-1) ?? "";
    if (this.isId(text, field)) return this.names.nameOf(text, field);
    return this.options.text ? this.options.text(text, { type, path: pathText(path) }) : text;
  }

  private object(object: object, path: readonly Step[], type: string): GoldenValue | undefined {
    if (this.open.has(object)) return "(circular)";
    this.open.add(object);
    try {
      return this.parts(object, path, type);
    } finally {
      this.open.delete(object);
    }
  }

  private parts(object: object, path: readonly Step[], type: string): GoldenValue | undefined {
    if (object instanceof BaseEvent) {
      return this.names.eventNamed(object.id) ?? { type: labelOf(object), ...this.fields(object, path, type) };
    }
    if (object instanceof Date) return Number.isNaN(object.getTime()) ? "Invalid Date" : object.toISOString();
    if (object instanceof Uint8Array) return base64OfBytes(object);
    if (object instanceof Error) return this.text(errorLine(object), path, type);
    if (object instanceof Map || object instanceof Set) return this.items([...object], path, type);
    if (Array.isArray(object)) return this.items(object, path, type);
    const { toJSON } = object as { toJSON?: unknown };
    if (typeof toJSON === "function" && !isPlainObject(object)) return this.value(toJSON.call(object), path, type);
    return this.fields(object, path, type);
  }

  private items(items: readonly unknown[], path: readonly Step[], type: string): GoldenValue {
    return items.map((item, index) => this.value(item, [...path, String(index)], type) ?? null);
  }
}

function isAt(path: readonly Step[], steps: readonly Step[]): boolean {
  return path.length === steps.length && steps.every((step, index) => step === "*" || step === path[index]);
}

function errorLine(error: Error): string {
  const { code } = error as { code?: unknown };
  return `${error.name}${typeof code === "string" ? ` ${code}` : ""}: ${error.message}`;
}

function pathText(path: readonly Step[]): string {
  return path.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
