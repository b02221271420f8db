/** What a random flow comes to, worked out one operator after the other, without anything of the engine. */
import { type RandomChain, type RandomOperator, type RandomStep } from "./random-flows.js";

/** What came of a flow. */
export interface Interpreted {
  readonly result: number;
  /** What each chunk gave, as `place:value`, in any order. */
  readonly log: string[];
  /** The values that were written under each key of the state. */
  readonly written: Map<string, number[]>;
}

/** What an answer adds to the payload of its pause. */
export const ANSWER = 7;

/** Values stay small, so that they stay exact. */
export function plus(value: number, add: number): number {
  return (value + add) % 997;
}

/** Folds outputs in their order, so that another order gives another number. */
export function inOrder(values: readonly number[]): number {
  return values.reduce((all, one) => (all * 31 + one + 1) % 997, 0);
}

/** Folds outputs that have no order. */
export function inAnyOrder(values: readonly number[]): number {
  return values.reduce((all, one) => (all + one + 1) % 997, 0);
}

/** The items that a `forEach` is given for a value. */
export function itemsFor(value: number, items: number): number[] {
  return Array.from({ length: items }, (_, index) => plus(value, index));
}

/** Which cases fit a value. */
export function fitsCase(value: number, index: number): boolean {
  return value % (index + 2) === 0;
}

/** Interprets a flow. */
export function interpret(flow: RandomChain, input: number): Interpreted {
  const log: string[] = [];
  const written = new Map<string, number[]>();
  const note = (place: string, value: number): number => {
    log.push(`${place}:${value}`);
    return value;
  };
  const ran = (place: string, value: number, { add }: RandomStep): number => note(place, plus(value, add));

  const chain = (operators: RandomChain, value: number, place: string): number =>
    operators.reduce((at, operator, index) => one(operator, at, `${place}-${index}`), value);

  const one = (operator: RandomOperator, value: number, place: string): number => {
    switch (operator.kind) {
      case "note":
        return value;
      case "step":
      case "retry":
        return ran(place, value, operator.step);
      case "side":
        ran(place, value, operator.step);
        return value;
      case "recover":
      case "caught":
        return ran(`${place}!`, value, operator.step);
      case "either":
        for (let twice = 0; twice < 2; twice++) note(`${place}>`, plus(ran0(value, operator.step), 1));
        (written.get(place) ?? written.set(place, []).get(place))?.push(ran0(value, operator.step));
        return ran(place, value, operator.step);
      case "pause": {
        const answered = plus(plus(value, operator.step.add), ANSWER);
        return operator.resumeTo === "next" ? answered : note(place, answered);
      }
      case "batch":
        return note(
          `${place}=`,
          inOrder(
            operator.branches.map((branch, index) => {
              const output = ran(`${place}b${index}`, value, branch);
              return operator.settled && branch.fails ? 500 : output;
            }),
          ),
        );
      case "forEach": {
        const outputs = itemsFor(note(`${place}[`, value), operator.items).map((item) =>
          chain(operator.body, item, place),
        );
        return note(`${place}]`, operator.order === "input" ? inOrder(outputs) : inAnyOrder(outputs));
      }
      case "match":
        return matched(operator, operator.test === "literal" ? note(`${place}?`, value % 4) : value, place);
      case "choice":
        if (value % 2 === 0) return chain(operator.then, value, `${place}t`);
        return operator.otherwise ? chain(operator.otherwise, value, `${place}e`) : value;
      case "state":
      case "signal":
      case "event":
      case "chunk": {
        const output = ran(place, value, operator.step);
        if (operator.kind === "state") (written.get(place) ?? written.set(place, []).get(place))?.push(output);
        chain(operator.chain, output, `${place}>`);
        return output;
      }
      case "gate": {
        const output = ran(place, value, operator.step);
        chain(operator.chain, note(`${place}&`, inOrder([output, plus(output, 1)])), `${place}>`);
        return output;
      }
      case "collect": {
        const sides = [ran(`${place}l`, value, operator.left), ran(`${place}r`, value, operator.right)];
        return note(`${place}=`, inOrder(sides));
      }
      case "subFlow":
        return chain(operator.body, note(`${place}(`, value), place);
    }
  };

  const matched = (
    { mode, test, cases, otherwise }: RandomOperator & { readonly kind: "match" },
    value: number,
    place: string,
  ): number => {
    const fitting = cases.flatMap((_, index) =>
      (test === "literal" ? value === index : fitsCase(value, index)) ? [index] : [],
    );
    const through = (index: number): number => chain(cases[index] ?? [], value, `${place}c${index}`);
    const [first] = fitting;
    const single =
      first === undefined
        ? otherwise
          ? chain(otherwise, value, `${place}e`)
          : value
        : mode === "hitFirst"
          ? through(first)
          : undefined;
    if (single !== undefined) return mode === "hitFirst" ? single : note(`${place}=`, single);
    return note(`${place}=`, inOrder(fitting.map(through)));
  };

  const result = chain(flow, note("in", input), "at");
  return { result, log, written };
}

function ran0(value: number, { add }: RandomStep): number {
  return plus(value, add);
}
