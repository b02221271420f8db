/** Injection for functions: a record of markers becomes a record of values. */
import { type Context, Depends, inject, Inject, MemoryStream, token, Variable } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { Other, rejected, Tick } from "../stream/events.js";

class Database {
  readonly name = "database";
}

function run<R>(handler: (input: number, context: Context) => R, context: Context): R {
  return handler(1, context);
}

describe("inject", () => {
  it("gives input, values by name and context to the handler", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    stream
      .where(Tick)
      .subscribe(
        inject(
          { db: Inject(Database), tenant: Variable<string>("tenant"), user: Depends(() => ({ id: 7 })) },
          (event, { db, tenant, user }, context) =>
            seen.push(event.n, db.name, tenant, user.id, context.cause === event),
        ),
      );

    await stream.context({ variables: { tenant: "acme" } }).send(new Tick(3));

    expect(seen).toEqual([3, "database", "acme", 7, true]);
  });

  it("works for interrupters", async () => {
    const stream = new MemoryStream();
    stream.where(Tick).subscribe(
      inject({ step: Variable<number>("step") }, (event, { step }) => event.with({ n: event.n + step })),
      { interrupt: true },
    );
    const next = stream.get(Tick);

    await stream.context({ variables: { step: 5 } }).send(new Tick(1));

    expect((await next).n).toBe(6);
  });

  it("stays synchronous unless something has to be awaited", async () => {
    const context = new MemoryStream().context({ variables: { v: 1 } });
    const now = inject({ v: Variable<number>("v"), d: Depends(() => 2) }, (input: number, { v, d }) => input + v + d);
    const later = inject(
      { v: Variable<number>("v"), d: Depends(async () => 2) },
      (input: number, { v, d }) => input + v + d,
    );

    expect(run(now, context)).toBe(4);
    expect(run(later, context)).toBeInstanceOf(Promise);
    expect(await run(later, context)).toBe(4);
  });

  it("resolves in the order written, each awaited before the next", async () => {
    const context = new MemoryStream().context();
    const order: string[] = [];
    const step = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
    };

    await run(
      inject({ a: Depends(step("a")), b: Depends(step("b")) }, () => order.push("handler")),
      context,
    );

    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends", "handler"]);
  });

  it("keeps the name of the handler, for explanations and errors", () => {
    const stream = new MemoryStream();

    const subscription = stream.subscribe(inject({}, function audit() {}));

    expect(subscription.name).toBe("audit");
  });

  it.each([
    ["a handler that is none", () => inject({}, "handler" as never)],
    ["a marker that is none", () => inject({ db: Database as never }, () => 1)],
    ["a marker that is nothing", () => inject({ db: undefined as never }, () => 1)],
  ])("refuses %s where it is written", (_, make) => {
    expect(caught(make).code).toBe("HANDLER_INVALID");
  });

  it("hands each call values of its own", async () => {
    const context = new MemoryStream().context({ variables: { a: 1 } });
    const records: unknown[] = [];
    const handler = inject({ a: Variable("a") }, (_: number, values) => records.push(values));

    void run(handler, context);
    void run(handler, context);

    expect(records[0]).not.toBe(records[1]);
    expect(records[0]).toEqual({ a: 1 });
  });
});

describe("a dependency that nobody provides", () => {
  it.each([
    ["a variable", { tenant: Variable("tenant") }, 'Variable("tenant")'],
    ["a name", { tenant: Inject("tenant") }, 'Inject("tenant")'],
    ["a token", { tenant: Inject(token<string>("the tenant")) }, "Inject(the tenant)"],
  ])("is named with its parameter and its handler: %s", async (_, markers, marker) => {
    const stream = new MemoryStream();
    stream.subscribe(inject(markers, function bill() {}));

    const error = await rejected(stream.send(new Tick()));

    expect(error).toMatchObject({
      code: "DEPENDENCY_MISSING",
      details: { handler: "bill", parameter: '"tenant"', marker },
    });
  });

  it("is named by the innermost of nested functions", async () => {
    const context = new MemoryStream().context();
    const inner = inject({ key: Variable("key") }, function findUser() {});
    const outer = inject({ user: Depends(inner) }, function greet() {});

    expect(caught(() => run(outer, context))).toMatchObject({ details: { handler: "findUser", parameter: '"key"' } });
  });

  it("leaves other subscribers alone", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe(inject({ x: Variable("x") }, () => undefined));
    stream.subscribe(() => seen.push("there"));

    await rejected(stream.send(new Tick()));

    expect(seen).toEqual(["there"]);
  });
});

describe("context at hand", () => {
  it("is the context of the delivery in every function of Depends", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    const cause = (context: Context): unknown => context.cause;
    stream.where(Tick).subscribe((_, context) => context.send(new Other()));
    stream
      .where(Other)
      .subscribe(inject({ cause: Depends(cause) }, (event, given) => seen.push(given.cause === event)));

    await stream.send(new Tick());

    expect(seen).toEqual([true]);
  });
});
