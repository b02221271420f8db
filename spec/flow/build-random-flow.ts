/** Defines a random flow: every chunk notes what it gives in the state, as the interpreter does in its log. */
import { type ChunkData, defineEvent, TriggerFlow, where } from "millrace";
import { z } from "zod";
import { fitsCase, inAnyOrder, inOrder, itemsFor, plus } from "./interpret-random-flow.js";
import { type RandomChain, type RandomOperator, type RandomStep } from "./random-flows.js";
import { type RandomSchedule } from "./random-schedule.js";

/** What chunks send over the bus. */
export class RandomPing extends defineEvent("spec.random-ping", { place: z.string(), value: z.number() }) {}

type Data = Omit<ChunkData<number>, "value"> & { readonly value: number };
interface Left {
  readonly result: number;
  readonly state: { readonly log?: string[] };
}

interface Unpacked {
  readonly result: number;
  readonly log: readonly string[];
  readonly keys: object;
}

type Run = (data: Data) => unknown;

/** A chain without its types, which a random flow cannot have. */
interface Chain {
  to(step: unknown, options?: object): Chain;
  sideBranch(step: unknown, options?: object): Chain;
  batch(branches: object, options?: object): Chain;
  forEach(options?: object): Chain;
  endForEach(): Chain;
  match(options?: object): Chain;
  case(test: unknown): Chain;
  caseElse(): Chain;
  endMatch(): Chain;
  ifCondition(test: unknown): Chain;
  elseCondition(): Chain;
  endCondition(): Chain;
  when(trigger: unknown, options?: object): Chain;
  collect(name: string, options?: object): Chain;
  toSubFlow(flow: unknown, options?: object): Chain;
  separator(note?: string): Chain;
  end(): void;
}

/** A flow of a random definition; the same each time that it is built. */
export function buildFlow(definition: RandomChain, schedule: RandomSchedule, name = "random"): TriggerFlow {
  return new Builder(schedule).flow(definition, name, "in", "at");
}

/** How many nodes a flow has, with those of its sub-flows. */
export function nodesOf(flow: Pick<TriggerFlow, "blueprint">): number {
  const nodes = [...flow.blueprint().nodes.values()];
  return nodes.reduce((all, node) => all + 1 + (node.kind === "subFlow" ? nodesOf(node.flow) : 0), 0);
}

class Builder {
  constructor(private readonly schedule: RandomSchedule) {}

  flow(definition: RandomChain, name: string, entry: string, place: string): TriggerFlow {
    const flow = new TriggerFlow(name);
    const start = this.step(flow as unknown as Chain, entry, { add: 0, turns: 0 });
    this.chain(start, flow as unknown as Chain, definition, place).end();
    return flow;
  }

  private chain(at: Chain, flow: Chain, operators: RandomChain, place: string): Chain {
    return operators.reduce(
      (before, operator, index) => this.operator(before, flow, operator, `${place}-${index}`),
      at,
    );
  }

  private operator(at: Chain, flow: Chain, operator: RandomOperator, place: string): Chain {
    switch (operator.kind) {
      case "note":
        return at.separator(place);
      case "step":
        return this.step(at, place, operator.step);
      case "side":
        return at.sideBranch(this.run(place, operator.step), { name: place });
      case "retry":
        return this.retry(at, place, operator);
      case "recover":
        return at.to(this.failing(operator.step), { name: place, onError: this.recovery(`${place}!`, operator.step) });
      case "caught":
        return this.caught(at, flow, place, operator.step);
      case "either":
        flow
          .when([place, { state: place }], { mode: "simple_or" })
          .to(this.run(`${place}>`, { add: 1, turns: 0 }), { name: `${place}>` });
        return this.step(at, place, operator.step, async (data, value) => {
          await data.emit(place, value);
          data.state.set(place, value);
        });
      case "pause":
        return this.pause(at, place, operator);
      case "batch":
        return this.batch(at, place, operator);
      case "forEach": {
        const { items, order, concurrency, body } = operator;
        const listed = at.to(
          this.noting(
            `${place}[`,
            (value: number) => value,
            (value) => itemsFor(value, items),
          ),
          { name: `${place}[` },
        );
        const inside = listed.forEach(concurrency === undefined ? { order } : { order, concurrency });
        const fold = order === "input" ? inOrder : inAnyOrder;
        return this.fold(this.chain(inside, flow, body, place).endForEach(), `${place}]`, fold);
      }
      case "match":
        return this.match(at, flow, place, operator);
      case "choice": {
        const then = this.chain(
          at.ifCondition(({ value }: Data) => value % 2 === 0),
          flow,
          operator.then,
          `${place}t`,
        );
        const other = operator.otherwise;
        return (other ? this.chain(then.elseCondition(), flow, other, `${place}e`) : then).endCondition();
      }
      case "gate":
        return this.gate(at, flow, place, operator as RandomOperator & { readonly kind: "gate" });
      case "signal":
        this.chain(flow.when(place), flow, operator.chain, `${place}>`);
        return this.step(at, place, operator.step, (data, value) => tell(data, place, value, operator.posted));
      case "state":
        this.chain(flow.when({ state: place }), flow, operator.chain, `${place}>`);
        return this.step(at, place, operator.step, (data, value) => {
          if (!operator.posted) return data.setState(place, value);
          data.state.set(place, value);
          return undefined;
        });
      case "event":
        this.chain(this.pings(flow, place), flow, operator.chain, `${place}>`);
        return this.step(at, place, operator.step, (data, value) =>
          data.context.send(new RandomPing({ place, value })),
        );
      case "chunk": {
        const chunk = (flow as unknown as TriggerFlow).chunk(place, this.run(place, operator.step) as never);
        const next = at.to(chunk);
        this.chain(flow.when(chunk), flow, operator.chain, `${place}>`);
        return next;
      }
      case "collect": {
        const { left, right, mode } = operator;
        this.step(at, `${place}l`, left).collect(place, { branch: "l", mode });
        const all = this.step(at, `${place}r`, right).collect(place, { branch: "r", mode });
        return this.fold(all, `${place}=`, ({ l, r }: { readonly l: number; readonly r: number }) => inOrder([l, r]));
      }
      case "subFlow":
        return this.subFlow(at, place, operator.body);
    }
  }

  private step(at: Chain, place: string, step: RandomStep, andThen?: (data: Data, value: number) => unknown): Chain {
    return at.to(this.run(place, step, andThen), { name: place });
  }

  // The value comes late, is noted, and what it sets off is set off.
  private run(place: string, { add, turns }: RandomStep, andThen?: (data: Data, value: number) => unknown): Run {
    const { schedule } = this;
    if (turns === 0 && !andThen) return (data) => noted(data, place, plus(data.value, add));
    return async (data) => {
      await schedule.after(turns);
      const value = noted(data, place, plus(data.value, add));
      if (turns > 1) await schedule.after(1);
      await andThen?.(data, value);
      if (turns > 2) await schedule.after(1);
      return value;
    };
  }

  private failing({ turns }: RandomStep): Run {
    return async () => {
      await this.schedule.after(turns);
      throw new RangeError("as planned");
    };
  }

  private recovery(place: string, { add }: RandomStep): unknown {
    return (data: Omit<Data, "value"> & { readonly value: { readonly value: number } }) =>
      noted(data, place, plus(data.value.value, add));
  }

  private caught(at: Chain, flow: Chain, place: string, step: RandomStep): Chain {
    flow.when(place).to(this.failing(step), { name: `${place}>` });
    const run: Run = async (data) => {
      const outcome = await data.emit(place).then(
        () => 500,
        () => plus(data.value, step.add),
      );
      return noted(data, `${place}!`, outcome);
    };
    return at.to(run, { name: place });
  }

  private retry(at: Chain, place: string, { step, failures }: RandomOperator & { readonly kind: "retry" }): Chain {
    const work = this.run(place, step);
    const run: Run = async (data) => {
      await this.schedule.after(step.turns);
      if (data.attempt <= failures) throw new RangeError("not yet");
      return work(data);
    };
    return at.to(run, { name: place, retry: failures + 1 });
  }

  private pause(at: Chain, place: string, { step, resumeTo }: RandomOperator & { readonly kind: "pause" }): Chain {
    const run: Run = async (data) => {
      await this.schedule.after(step.turns);
      if (data.resume) return noted(data, place, data.resume.value as number);
      return data.pauseFor({ payload: plus(data.value, step.add), resumeTo });
    };
    return at.to(run, { name: place });
  }

  private batch(at: Chain, place: string, operator: RandomOperator & { readonly kind: "batch" }): Chain {
    const { branches, settled, concurrency } = operator;
    const work = branches.map((branch, index) => {
      const run = this.run(`${place}b${index}`, branch, () => {
        if (settled && branch.fails) throw new RangeError("as planned");
      });
      return [`b${index}`, run] as const;
    });
    const ended = at.batch(
      Object.fromEntries(work),
      concurrency === undefined ? { settled } : { settled, concurrency },
    );
    const one = (output: unknown): number => {
      if (!settled) return output as number;
      const { ok, value } = output as { readonly ok: boolean; readonly value: number };
      return ok ? value : 500;
    };
    return this.fold(ended, `${place}=`, (outputs: object) => inOrder(Object.values(outputs).map(one)));
  }

  private match(at: Chain, flow: Chain, place: string, operator: RandomOperator & { readonly kind: "match" }): Chain {
    const { mode, test, cases, otherwise } = operator;
    const before = test === "literal" ? this.fold(at, `${place}?`, (value: number) => value % 4) : at;
    const ask = (index: number): unknown => {
      if (test === "literal") return index;
      if (test === "function") return ({ value }: Data) => fitsCase(value, index);
      return async ({ value }: Data) => {
        await this.schedule.after(1);
        return fitsCase(value, index);
      };
    };
    let open = before.match({ mode });
    for (const [index, inside] of cases.entries())
      open = this.chain(open.case(ask(index)), flow, inside, `${place}c${index}`);
    if (otherwise) open = this.chain(open.caseElse(), flow, otherwise, `${place}e`);
    const all = open.endMatch();
    // What no case takes comes as it is.
    const fold = (outputs: number | readonly number[]): number =>
      typeof outputs === "number" ? outputs : inOrder(outputs);
    return mode === "hitFirst" ? all : this.fold(all, `${place}=`, fold);
  }

  private gate(
    at: Chain,
    flow: Chain,
    place: string,
    { step, posted, chain }: RandomOperator & { readonly kind: "gate" },
  ): Chain {
    const opened = flow.when([`${place}A`, `${place}B`]);
    const sum = (value: { readonly signal: Readonly<Record<string, number>> }): number =>
      inOrder([value.signal[`${place}A`] ?? -1, value.signal[`${place}B`] ?? -1]);
    this.chain(this.fold(opened, `${place}&`, sum), flow, chain, `${place}>`);
    return this.step(at, place, step, async (data, value) => {
      await tell(data, `${place}B`, plus(value, 1), posted);
      await tell(data, `${place}A`, value, posted);
    });
  }

  private subFlow(at: Chain, place: string, body: RandomChain): Chain {
    const child = this.flow(body, `child-${place}`, `${place}(`, place);
    // What the child has in its state goes on to the state of the parent.
    const value = ({ result, state: { log, ...keys } }: Left): Unpacked => ({ result, log: log ?? [], keys });
    const unpack = (data: Omit<Data, "value"> & { readonly value: Unpacked }): number => {
      const { result, log, keys: written } = data.value;
      for (const entry of log) data.state.append("log", entry);
      for (const [key, one] of Object.entries(written)) data.state.set(key, one);
      return result;
    };
    return at.toSubFlow(child, { name: `${place}#`, writeBack: { value } }).to(unpack, { name: `${place})` });
  }

  private pings(flow: Chain, place: string): Chain {
    const arrived = flow.when(where(RandomPing, { place }));
    return arrived.to(({ value }: { readonly value: RandomPing }) => value.value, { name: `${place}p` });
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the fold is given
  private fold<T>(at: Chain, place: string, fold: (value: T) => number): Chain {
    return at.to(this.noting(place, fold), { name: place });
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what the fold is given
  private noting<T>(
    place: string,
    fold: (value: T) => number,
    then: (value: number) => unknown = (value) => value,
  ): unknown {
    return (data: Omit<Data, "value"> & { readonly value: T }) => then(noted(data, place, fold(data.value)));
  }
}

function noted(data: Pick<Data, "state">, place: string, value: number): number {
  data.state.append("log", `${place}:${value}`);
  return value;
}

function tell(data: Data, signal: string, value: number, posted: boolean): unknown {
  if (!posted) return data.emit(signal, value);
  data.emitNowait(signal, value);
  return undefined;
}
