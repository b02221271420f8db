// The keys of a document, each text only once: records have the same keys again and again, and a known text is found faster.

const PLACES = 128;

/** Remembers keys, so that equal ones are one text for the engine. What is not remembered costs a look-up more, no more. */
export class JsonKeys {
  readonly #known = new Array<string>(PLACES).fill("");

  /** The same key, in the form that was used before if there is one. */
  same(key: string): string {
    const { length } = key;
    if (length === 0) return key;
    const place = (length * 31 + key.charCodeAt(0) * 7 + key.charCodeAt(length - 1)) % PLACES;
    const known = this.#known[place];
    if (known === key) return known;
    this.#known[place] = key;
    return key;
  }
}
