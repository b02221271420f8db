/** The three markers: `Inject`, `Variable`, `Depends`. */
import { container, type Context, Depends, inject, Inject, MemoryStream, token, Variable } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";

class Database {
  rows = 0;
}

const call = <R>(handler: (input: undefined, context: Context) => R, context: Context): R =>
  handler(undefined, context);

describe("Variable", () => {
  it.each([0, "", false, null, undefined, NaN])("takes %o for a value, with and without a default", (value) => {
    const context = new MemoryStream().context({ variables: { v: value } });
    const bare = inject({ v: Variable("v") }, (_: undefined, { v }) => v);
    const withDefault = inject({ v: Variable("v", { default: "default" }) }, (_: undefined, { v }) => v);

    expect(call(bare, context)).toBe(value);
    expect(call(withDefault, context)).toBe(value);
    expect(context.variables.get("v")).toBe(value);
  });

  it("writes a default back, for all who come after", () => {
    const context = new MemoryStream().context();
    const count = inject({ v: Variable<number>("v", { default: 5 }) }, (_: undefined, { v }) => v);

    expect(call(count, context)).toBe(5);
    expect(context.variables.get("v")).toBe(5);
    context.variables.set("v", 6);
    expect(call(count, context)).toBe(6);
  });
});

describe("Inject", () => {
  it("gives one object per context for a class", () => {
    const stream = new MemoryStream();
    const [one, two] = [stream.context(), stream.context()];
    const db = inject({ db: Inject(Database) }, (_: undefined, given) => given.db);

    expect(call(db, one)).toBe(call(db, one));
    expect(call(db, one)).toBe(one.resolve(Database));
    expect(call(db, one)).not.toBe(call(db, two));
  });

  it("gives what the container says for a typed token", () => {
    const SEARCH = token<(q: string) => string[]>("search");
    const own = container.createChildContainer();
    own.register(SEARCH, { useValue: (q: string) => [q] });
    const context = new MemoryStream({ container: own }).context();
    const search = inject({ search: Inject(SEARCH) }, (_: undefined, given) => given.search("x"));

    expect(call(search, context)).toEqual(["x"]);
    expect(context.resolve(SEARCH)("y")).toEqual(["y"]);
  });

  it.each([0, "", false, null, undefined])("takes the named dependency %o for a value", (value) => {
    const context = new MemoryStream().context({ dependencies: { named: value } });
    const named = inject({ named: Inject("named", { default: 1 }) }, (_: undefined, given) => given.named);

    expect(call(named, context)).toBe(value);
    expect(context.resolve("named")).toBe(value);
  });

  it("makes a default once, by a function, for all who come after", () => {
    const context = new MemoryStream().context();
    let made = 0;
    const factory = (): number[] => [++made];
    const read = inject(
      { v: Variable("v", { factory }), named: Inject("named", { factory }) },
      (_: undefined, given) => given,
    );
    const first = read(undefined, context) as { v: number[]; named: number[] };

    expect(first).toEqual({ v: [1], named: [2] });
    expect(read(undefined, context)).toEqual(first);
    expect([context.variables.get("v"), made]).toEqual([first.v, 2]);
  });

  it("keeps the default of a name for all who come after", () => {
    const context = new MemoryStream().context();
    const fallback = { made: "by default" };
    const named = inject({ named: Inject("named", { default: fallback }) }, (_: undefined, given) => given.named);

    expect(call(named, context)).toBe(fallback);
    expect(context.resolve("named")).toBe(fallback);
  });

  it("prefers the container of the context to that of the stream", () => {
    const [ofStream, ofContext] = [container.createChildContainer(), container.createChildContainer()];
    ofStream.register("who", { useValue: "stream" });
    ofContext.register("who", { useValue: "context" });
    const stream = new MemoryStream({ container: ofStream });

    expect(stream.context().resolve("who")).toBe("stream");
    expect(stream.context({ container: ofContext }).resolve("who")).toBe("context");
  });
});

describe("Depends", () => {
  it("runs a function once per call, however many ask for it, at any depth", async () => {
    const context = new MemoryStream().context();
    let runs = 0;
    const base = async (): Promise<number> => {
      await Promise.resolve();
      return ++runs;
    };
    const twice = inject({ base: Depends(base) }, (_: unknown, given) => given.base * 2);
    const handler = inject({ a: Depends(base), b: Depends(base), c: Depends(twice) }, (_: undefined, { a, b, c }) => [
      a,
      b,
      c,
    ]);

    expect(await call(handler, context)).toEqual([1, 1, 2]);
    expect(await call(handler, context)).toEqual([2, 2, 4]);
  });

  it("runs once per handler, not once per event", async () => {
    const stream = new MemoryStream();
    let runs = 0;
    const count = (): number => ++runs;
    for (let n = 0; n < 2; n++) stream.subscribe(inject({ c: Depends(count) }, () => undefined));
    const { Tick } = await import("../stream/events.js");

    await stream.send(new Tick());

    expect(runs).toBe(2);
  });

  it("fails the call with the error of its function", async () => {
    const context = new MemoryStream().context();
    const error = new Error("no user");
    const now = inject({ u: Depends((): number => raise(error)) }, () => 1);
    const later = inject({ u: Depends(() => Promise.reject(error)) }, () => 1);

    expect(() => call(now, context)).toThrow(error);
    await expect(call(later, context)).rejects.toBe(error);
  });

  it("refuses what is no function", () => {
    expect(caught(() => Depends("user" as never)).code).toBe("HANDLER_INVALID");
  });
});

describe("context.override", () => {
  const user = (): string => "real";
  const nested = inject({ user: Depends(user) }, (_: unknown, given) => `nested ${given.user}`);
  const handler = inject(
    { db: Inject(Database), user: Depends(user), nested: Depends(nested) },
    (_: undefined, given) => [given.db.rows, given.user, given.nested],
  );

  it("puts fakes in the place of classes and functions, and takes them out again", () => {
    const context = new MemoryStream().context();

    {
      using _db = context.override(Database, { rows: 99 });
      using _user = context.override(user, () => "fake");
      expect(call(handler, context)).toEqual([99, "fake", "nested fake"]);
    }

    expect(call(handler, context)).toEqual([0, "real", "nested real"]);
  });

  it("takes a plain value for what a function gives", () => {
    const context = new MemoryStream().context();
    using _user = context.override(user, "value");

    expect(call(handler, context)).toEqual([0, "value", "nested value"]);
  });

  it("wins over what was resolved before, and over names", () => {
    const context = new MemoryStream().context({ dependencies: { name: "real" } });
    context.resolve(Database);
    using _db = context.override(Database, { rows: 1 });
    using _name = context.override("name", 0);

    expect(context.resolve(Database).rows).toBe(1);
    expect(context.resolve("name")).toBe(0);
  });

  it("restores the former fake, in whatever order they are disposed", () => {
    const context = new MemoryStream().context();
    const outer = context.override("name", "outer");
    const inner = context.override("name", "inner");

    expect(context.resolve("name")).toBe("inner");
    inner[Symbol.dispose]();
    expect(context.resolve("name")).toBe("outer");
    outer[Symbol.dispose]();
    expect(caught(() => context.resolve("name")).code).toBe("DEPENDENCY_MISSING");

    const first = context.override("name", 1);
    const second = context.override("name", 2);
    first[Symbol.dispose]();
    expect(context.resolve("name")).toBe(2);
    second[Symbol.dispose]();
    expect(caught(() => context.resolve("name")).code).toBe("DEPENDENCY_MISSING");
  });

  it("leaves no fake in what was built with it, and reaches what was built before it", () => {
    class Repository {
      constructor(@Inject(Database) readonly db: Database) {}
    }
    const context = new MemoryStream().context();
    const before = context.resolve(Repository);

    {
      using _db = context.override(Database, { rows: 42 });
      expect(context.resolve(Repository).db.rows).toBe(42);
    }

    expect(before.db.rows).toBe(0);
    expect(context.resolve(Repository).db.rows).toBe(0);
  });

  it("reaches constructors that the context builds", () => {
    class Repository {
      constructor(@Inject(Database) readonly db: Database) {}
    }
    const context = new MemoryStream().context();
    using _db = context.override(Database, { rows: 42 });

    expect(context.resolve(Repository).db.rows).toBe(42);
  });
});

function raise(error: Error): never {
  throw error;
}
