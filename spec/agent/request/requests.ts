/** What the specs of requests share: a shape, an answer that fits it, and looks at logs. */
import {
  type BaseEvent,
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

/** Every attempt and request ends once, the log is numbered, and the end is the last. */
export function checkLog(events: readonly RequestEvent[]): void {
  const ends = events.filter(
    (event) => event instanceof RequestCompleted || event instanceof RequestFailed || event instanceof RequestCancelled,
  );
  expect(ends).toHaveLength(1);
  expect(events.at(-1)).toBe(ends[0]);
  expect(events.map(({ seq }) => seq)).toEqual([...events.keys()].map((index) => index + 1));
  const attempts = events.map(({ attempt }) => attempt);
  expect(attempts).toEqual([...attempts].sort((a, b) => a - b));
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
