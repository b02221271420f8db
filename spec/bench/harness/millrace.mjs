/**
 * Millrace as its users get it: the built package through its public door, with default options. zod is the copy that
 * the package itself resolves, so that event classes and library share one, as in a user's project.
 */
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const entry = new URL("../../../dist/index.js", import.meta.url);

export const builtEntry = fileURLToPath(entry);

export async function loadMillrace() {
  const [millrace, z] = await Promise.all([import(entry.href), loadZod()]);
  return { ...millrace, z };
}

/** zod as the built package resolves it, whatever copies the peers of this folder brought along. */
export async function loadZod() {
  const { resolve } = createRequire(entry);
  const { z } = await import(new URL("index.js", pathToFileURL(resolve("zod/package.json"))).href);
  return z;
}

/** `count` event classes of the four fields that every workload uses. */
export function defineClasses({ defineEvent, z }, count) {
  return Array.from({ length: count }, (_, i) => class extends defineEvent(`bench.order${i}`, orderShape(z)) {});
}

export function orderShape(z) {
  return { n: z.number(), name: z.string(), currency: z.enum(["EUR", "USD"]), paid: z.boolean() };
}
