// What a literal case of a match does to types: it narrows its branch, and takes the literal away from the rest.

/** A step of a path in each member of a union. */
type Field<X, K> = unknown extends X ? X : X extends unknown ? (K extends keyof X ? X[K] : undefined) : never;

/** The type at a dotted path into a value; the value itself without a path. */
export type ValueAt<X, P> = P extends `${infer K}.${infer Rest}`
  ? ValueAt<Field<X, K>, Rest>
  : P extends string
    ? Field<X, P>
    : X;

type KeyOf<V> = V extends unknown ? keyof V & string : never;

/** The paths into a value whose first step exists. */
export type PathInto<V> = unknown extends V ? string : KeyOf<V> | `${KeyOf<V>}.${string}`;

/** What a literal case may be: something that the value, or what stands at the path, can equal. */
export type CaseLiteral<X, By> = ValueAt<X, By>;

/** Refuses functions in place of a literal: a condition that does not answer true or false. */
export type NoFunction<K> = K extends (...args: never[]) => unknown ? "a condition answers true or false" : unknown;

/** The value in the branch of a literal case. */
export type Narrowed<X, By, K> = 0 extends 1 & X ? X : By extends string ? Having<X, By, K> : Equal<X, K>;

type Equal<X, K> = unknown extends X ? K : X extends K ? X : K extends X ? K : never;

type Having<X, By, K> = X extends unknown
  ? ValueAt<X, By> extends infer At
    ? K extends At
      ? X
      : [At & K] extends [never]
        ? never
        : X
    : never
  : never;

/** What is left of the rest behind a literal case; only a single literal takes something away. */
export type Remaining<Rest, By, K> = IsUnit<K> extends true ? Without<Rest, By, K> : Rest;

type Without<Rest, By, K> = Rest extends unknown ? (ValueAt<Rest, By> extends K ? never : Rest) : never;

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;

type IsUnit<K> = [K] extends [never]
  ? false
  : IsUnion<K> extends true
    ? false
    : K extends string | number
      ? IsKey<K>
      : K extends bigint
        ? bigint extends K
          ? false
          : true
        : K extends boolean | null | undefined
          ? true
          : false;

// `string` and template types are index signatures of a record; a literal is a key that must be there.
type IsKey<K extends string | number> = { [_ in string]: 1 } extends Record<K, 1> ? false : true;

type Sentence<At> = At extends string | number | bigint | boolean | null | undefined
  ? `cases are missing, for example ${At}`
  : "cases are missing: the value can be what no case takes";

/** What `exhaustive` may be: anything where nothing is left, else the sentence that the compiler shows. */
export type Exhaustive<Rest, By> = [Rest] extends [never] ? boolean : false | Sentence<ValueAt<Rest, By>>;
