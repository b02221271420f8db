/** Reads requests to their end, and holds what every log of a request must keep to. */
import {
  type BaseEvent,
  FieldDelta,
  FieldDiscarded,
  FieldDone,
  FieldEvent,
  FieldReset,
  FieldTruncated,
  MillraceError,
  RequestCancelled,
  RequestCompleted,
  type RequestEvent,
  RequestFailed,
} from "millrace";
import { expect } from "vitest";
import { z } from "zod";

export const shape = { title: z.string(), items: z.array(z.string()) };
export const GOOD = '{"title":"Hello","items":["one","two"]}';

export const retryable = (message: string): MillraceError =>
  new MillraceError("MODEL_STREAM_BROKEN", message, { details: { retryable: true } });

export const types = (events: readonly BaseEvent[]): string[] => events.map(({ type }) => type);

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** What a reader got, and what it threw at its end. */
export interface Ended<T> {
  readonly items: readonly T[];
  readonly error: unknown;
}

/** Reads to the end, however it ends. */
export async function ended<T>(items: AsyncIterable<T>): Promise<Ended<T>> {
  const list: T[] = [];
  try {
    for await (const item of items) list.push(item);
    return { items: list, error: undefined };
  } catch (error) {
    return { items: list, error };
  }
}

/** One end, which is the last; numbers without gaps; attempts that ascend; each path ends once for each attempt. */
export function checkLog(events: readonly RequestEvent[]): void {
  const isEnd = (event: RequestEvent): boolean =>
    event instanceof RequestCompleted || event instanceof RequestFailed || event instanceof RequestCancelled;
  expect(events.filter(isEnd)).toHaveLength(1);
  expect(isEnd(events.at(-1) as RequestEvent)).toBe(true);
  expect(events.map(({ seq }) => seq)).toEqual([...events.keys()].map((index) => index + 1));
  const attempts = events.map(({ attempt }) => attempt);
  expect(attempts).toEqual([...attempts].sort((a, b) => a - b));
  checkFields(events.filter((event) => event instanceof FieldEvent));
}

/** The law of terminal items: what was announced ends once, and says nothing more unless it was reset. */
function checkFields(events: readonly FieldEvent[]): void {
  let attempt = 0;
  const open = new Set<string>();
  const over = new Map<string, string>();
  for (const event of events) {
    const { path } = event;
    if (event.attempt !== attempt) {
      expect([...open], `open when attempt ${String(attempt)} ended`).toEqual([]);
      attempt = event.attempt;
      over.clear();
      if (attempt > 1) expect([event.kind, path], "the first item of a later attempt").toEqual(["reset", ""]);
    }
    const within = (one: string): boolean =>
      path === "" || one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[`);
    if (event instanceof FieldDelta) {
      expect(over.get(path), `a delta of ${path}, which is over`).toBeUndefined();
      open.add(path);
    } else if (event instanceof FieldReset) {
      for (const one of [...open]) if (within(one)) open.delete(one);
      for (const one of [...over.keys()]) if (within(one)) over.delete(one);
    } else if (event instanceof FieldDiscarded) {
      open.delete(path);
      over.delete(path); // another document may say it again
    } else {
      expect(event instanceof FieldDone || event instanceof FieldTruncated).toBe(true);
      expect(over.get(path), `${event.kind} of ${path}`).toBeUndefined();
      open.delete(path);
      over.set(path, event.kind);
    }
  }
  expect([...open], "open at the end").toEqual([]);
}
