/** What markers infer inside `inject`, and what they refuse as decorators of parameters. */
import { type Context, defineEvent, Depends, inject, Inject, MemoryStream, subscribe, token, Variable } from "millrace";
import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";

class ToolCall extends defineEvent("types.injection.tool-call", { name: z.string() }) {}
class Database {
  query(sql: string): number {
    return sql.length;
  }
}
interface Search {
  find(text: string): string[];
}
const SEARCH = token<Search>("search");
const currentUser = async (_: Context): Promise<{ id: number }> => Promise.resolve({ id: 1 });

declare const stream: MemoryStream;

describe("inject", () => {
  test("infers event, values and context where it is subscribed", () => {
    stream.where(ToolCall).subscribe(
      inject(
        {
          db: Inject(Database),
          search: Inject(SEARCH),
          named: Inject<number>("named"),
          unknown: Inject("unknown"),
          tenant: Variable<string>("tenant"),
          retries: Variable("retries", { default: 3 }),
          user: Depends(currentUser),
        },
        (event, given, context) => {
          expectTypeOf(event).toEqualTypeOf<ToolCall>();
          expectTypeOf(given.db).toEqualTypeOf<Database>();
          expectTypeOf(given.search).toEqualTypeOf<Search>();
          expectTypeOf(given.named).toEqualTypeOf<number>();
          expectTypeOf(given.unknown).toEqualTypeOf<unknown>();
          expectTypeOf(given.tenant).toEqualTypeOf<string>();
          expectTypeOf(given.retries).toEqualTypeOf<number>();
          expectTypeOf(given.user).toEqualTypeOf<{ id: number }>();
          expectTypeOf(context).toEqualTypeOf<Context>();
        },
      ),
    );
  });

  test("infers through nested functions of Depends", () => {
    const greeting = inject({ user: Depends(currentUser) }, (_: unknown, { user }) => `user ${String(user.id)}`);

    inject({ greeting: Depends(greeting) }, (_: ToolCall, given) => {
      expectTypeOf(given.greeting).toEqualTypeOf<string>();
    });
  });

  test("keeps what an interrupter answers", () => {
    stream.where(ToolCall).subscribe(
      inject({ tenant: Variable<string>("tenant") }, (event: ToolCall, { tenant }) => event.with({ name: tenant })),
      { interrupt: true },
    );
    const silent = inject({ tenant: Variable<string>("tenant") }, (_: ToolCall) => {});
    // @ts-expect-error it forgets to return
    stream.where(ToolCall).subscribe(silent, { interrupt: true });
  });

  test("refuses values that nobody asked for, and what is no marker", () => {
    // @ts-expect-error there is no marker called tenant
    inject({ db: Inject(Database) }, (_: ToolCall, { tenant }) => tenant === 1);
    // @ts-expect-error a class alone is no marker
    inject({ db: Database }, () => 1);
    // @ts-expect-error values are not to be changed
    inject({ n: Variable<number>("n") }, (_: ToolCall, given) => (given.n = 3));
  });

  test("refuses a handler of another event where it is subscribed", () => {
    class Other extends defineEvent("types.injection.other", { other: z.boolean() }) {}
    // @ts-expect-error the handler takes Other, a ToolCall comes
    stream.where(ToolCall).subscribe(inject({ db: Inject(Database) }, (_: Other) => 1));
  });
});

describe("parameter decorators", () => {
  test("take parameters that take what is injected", () => {
    class Right {
      constructor(
        @Inject(Database) readonly db: Database,
        @Inject(SEARCH) readonly search: Search,
      ) {}
      @subscribe(ToolCall)
      on(
        _: ToolCall,
        @Inject(Database) __: Database,
        @Inject(SEARCH) ___: Search,
        @Variable<string>("tenant") ____: string | undefined,
        @Depends(currentUser) _____: { id: number },
        ______: Context,
      ): void {}
    }
    expectTypeOf(Right).toBeObject();
  });

  test("refuse parameters of another type", () => {
    class Wrong {
      @subscribe(ToolCall)
      // @ts-expect-error a number is injected where a string is taken
      variable(_: ToolCall, @Variable<number>("tenant") __: string): void {}
      @subscribe(ToolCall)
      // @ts-expect-error a Database is no Search
      object(_: ToolCall, @Inject(Database) __: Search): void {}
      @subscribe(ToolCall)
      // @ts-expect-error what a promise gives is injected, not the promise
      awaited(_: ToolCall, @Depends(currentUser) __: Promise<{ id: number }>): void {}
      @subscribe(ToolCall)
      // @ts-expect-error without a type a variable is unknown
      untyped(_: ToolCall, @Variable("tenant") __: string): void {}
    }
    expectTypeOf(Wrong).toBeObject();
  });

  test("refuse parameters of constructors of another type", () => {
    class Wrong {
      // @ts-expect-error a Database is no Search
      constructor(@Inject(Database) readonly search: Search) {}
    }
    expectTypeOf(Wrong).toBeObject();
  });
});

describe("context.resolve and override", () => {
  test("infer from class and token; a name is unknown", () => {
    const context = stream.context();
    expectTypeOf(context.resolve(Database)).toEqualTypeOf<Database>();
    expectTypeOf(context.resolve(SEARCH)).toEqualTypeOf<Search>();
    expectTypeOf(context.resolve("named")).toEqualTypeOf<unknown>();
    expectTypeOf(context.override(currentUser, { id: 2 })).toEqualTypeOf<Disposable>();
  });
});
