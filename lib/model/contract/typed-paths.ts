// The paths of an answer as types: which there are, and what stands at each.

/** What a path does not lead into. */
type Leaf =
  string | number | bigint | boolean | symbol | null | undefined | Date | Uint8Array | ((...args: never) => unknown);

/** How a key stands in a path. */
type Key<K extends string> = K extends "" | `${string}${"." | "[" | "]" | '"'}${string}` ? `["${K}"]` : K;

/** A key behind what leads to it. */
type Join<Prefix extends string, K extends string> = Prefix extends ""
  ? Key<K>
  : Key<K> extends `[${string}`
    ? `${Prefix}${Key<K>}`
    : `${Prefix}.${Key<K>}`;

/** How deep paths are spelled out; below that, any path is taken, and its value still known. */
type Deeper = [never, 0, 1, 2, 3, 4, 5, 6];

type Paths<V, Prefix extends string, Depth extends number> = unknown extends V
  ? `${Prefix}${"." | "["}${string}`
  : V extends Leaf
    ? never
    : [Depth] extends [never]
      ? `${Prefix}${"." | "["}${string}`
      : V extends readonly (infer Element)[]
        ? Here<Element, `${Prefix}[*]` | `${Prefix}[${number}]`, Deeper[Depth]>
        : { [K in keyof V & string]: Here<V[K], Join<Prefix, K>, Deeper[Depth]> }[keyof V & string];

type Here<V, Path extends string, Depth extends number> = Path | (Path extends string ? Paths<V, Path, Depth> : never);

/**
 * The paths in an answer, `[*]` for every element of a list and `[0]` for one: `"items" | "items[*].name" | …`. Of an
 * answer without a contract any path may be asked for.
 */
export type FieldPath<Out> = unknown extends Out ? string : Paths<Out, "", 6>;

/** What stands at a path, when it is there: parents that may be missing take nothing away. */
export type FieldValue<Out, Path extends string> = unknown extends Out ? unknown : At<Out, Path>;

type At<V, Path extends string> = unknown extends V
  ? unknown
  : Path extends ""
    ? Exclude<V, undefined>
    : Path extends `["${infer K}"]${infer Rest}`
      ? Child<V, K, Rest>
      : Path extends `[${infer Index}]${infer Rest}`
        ? Element<V, Index, Rest>
        : Path extends `.${infer Rest}`
          ? AtKey<V, Rest>
          : AtKey<V, Path>;

// The key ends at the first dot or bracket, whichever comes first.
type AtKey<V, Path extends string> = Path extends `${infer Head}.${infer Tail}`
  ? Head extends `${infer K}[${infer Index}`
    ? Child<V, K, `[${Index}.${Tail}`>
    : Child<V, Head, `.${Tail}`>
  : Path extends `${infer K}[${infer Rest}`
    ? Child<V, K, `[${Rest}`>
    : Child<V, Path, "">;

// Of a union, the members that have the key count.
type Child<V, K extends string, Rest extends string> = V extends Leaf
  ? never
  : K extends keyof V
    ? At<V[K], Rest>
    : never;

type Element<V, Index extends string, Rest extends string> = Index extends "*" | `${number}`
  ? V extends readonly (infer E)[]
    ? At<E, Rest>
    : never
  : never;
