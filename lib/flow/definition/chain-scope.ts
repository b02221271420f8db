// The open blocks of a chain, as types: an end without its start does not compile. None of them exists at run time.

/** No block is open. */
export interface Root {
  readonly block: "root";
}

/** Inside of a `forEach`; `Outer` is what is open around it. */
export interface Each<Outer> {
  readonly block: "forEach";
  readonly outer: Outer;
}

/** Whether the first case that fits runs, or all of them, beside each other. */
export type MatchMode = "hitFirst" | "hitAll";

/**
 * Inside of a `match` on a value of type `X`: what no case has taken yet (`Rest`), what finished branches give (`Out`), the
 * path that the cases look at (`By`), and whether a case stands already (`At`).
 */
export interface Match<Outer, X, Rest, Out, M, By, At> {
  readonly block: "match";
  readonly outer: Outer;
  readonly on: X;
  readonly rest: Rest;
  readonly out: Out;
  readonly mode: M;
  readonly by: By;
  readonly at: At;
}

/** Inside of an `ifCondition` on a value of type `X`. */
export interface If<Outer, X, Out, At> {
  readonly block: "if";
  readonly outer: Outer;
  readonly on: X;
  readonly out: Out;
  readonly at: At;
}

/** The type of one item of what `forEach` gets: texts and single values are one item. */
export type ItemOf<V> = 0 extends 1 & V
  ? V
  : V extends string
    ? V
    : V extends readonly (infer I)[]
      ? I
      : V extends Iterable<infer I> | AsyncIterable<infer I>
        ? I
        : V;

/** The outputs of the branches so far, when the one that gives `V` is done: before the first case there is none. */
export type Passed<Out, V, At> = At extends "match" ? Out : Out | V;

/** What a match gives: one output, or a list of them; and the value itself where no case may fit. */
export type Merged<V, Rest, Out, M, At> = At extends "else"
  ? V | (M extends "hitAll" ? Out[] : Out)
  : Rest | (M extends "hitAll" ? (Out | V)[] : Out | V);
