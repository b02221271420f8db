// Cuts texts and bytes where nobody would: inside of words, escapes and characters, as networks do.
import { Buffer } from "node:buffer";
import { MillraceError } from "../errors/millrace-error.js";

/** What can be cut: text between its UTF-16 units, bytes between bytes. */
export type Cuttable = string | Uint8Array;

/**
 * Cuts at the given places, counted from the start; places beyond the ends or twice make no piece.
 *
 * ```ts
 * cutAt("hello", [1, 3]); // "h", "el", "lo"
 * ```
 */
export function cutAt<T extends Cuttable>(whole: T, places: Iterable<number>): T[] {
  const inside = [...new Set(places)].filter((place) => place > 0 && place < whole.length).sort((a, b) => a - b);
  return [0, ...inside].map((start, nth) => whole.slice(start, inside[nth]) as T).filter(({ length }) => length > 0);
}

/** The bytes of a text, to be cut inside of characters. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "utf8"));
}

/** A source of cuts that one number determines, so that what failed once can be cut the same way again. */
export interface ChunkFuzzer {
  /** Cuts into pieces of 1 to `longest` units. Default: 20. */
  cut<T extends Cuttable>(whole: T, longest?: number): T[];
}

/**
 * A fuzzer whose cuts follow from `seed`, a whole number.
 *
 * @throws OPTION_INVALID for a longest piece below 1.
 */
export function chunkFuzzer(seed: number): ChunkFuzzer {
  const next = randomFrom(seed);
  return {
    cut(whole, longest = 20) {
      if (!(longest >= 1))
        throw new MillraceError("OPTION_INVALID", `Pieces of ${String(longest)} units cannot be cut.`);
      const places: number[] = [];
      for (let place = 0; place < whole.length;) places.push((place += 1 + Math.floor(next() * longest)));
      return cutAt(whole, places);
    },
  };
}

/** Numbers from 0 to 1, the same for each seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // A Weyl sequence, mixed.
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
