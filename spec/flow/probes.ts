/** What the flow specs look through: readers, warnings, subscriptions, crowds; and a breath for all that is ready to run. */
import { type Stream } from "millrace";
import { coreOf } from "../../lib/stream/stream-view.js";

/** Lets everything run that is ready to run: all microtasks, and the callbacks that were due before. */
export const breath = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Reads to the end. */
export async function readAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Puts what comes into a list at once, so that a spec sees how far a reader has got. */
export function collect<T>(items: AsyncIterable<T>): { readonly items: T[]; readonly ended: Promise<void> } {
  const all: T[] = [];
  const read = async (): Promise<void> => {
    for await (const item of items) all.push(item);
  };
  return { items: all, ended: read() };
}

/** The codes of the process warnings that come while `work` runs. */
export async function warningsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const codes: string[] = [];
  const note = (warning: Error & { readonly code?: string }): void => {
    if (warning.name === "MillraceWarning") codes.push(warning.code ?? "");
  };
  process.on("warning", note);
  try {
    await work();
    await breath();
  } finally {
    process.off("warning", note);
  }
  return codes;
}

/** How many subscriptions a stream has, links inside flows included. */
export function subscriptionsOn(stream: Stream): number {
  return coreOf(stream).subject.index.subscriptions().length;
}

/** Counts how many are inside at once. */
export class Crowd {
  inside = 0;
  most = 0;

  enter(): void {
    this.most = Math.max(this.most, ++this.inside);
  }

  leave(): void {
    this.inside--;
  }
}
