/** What the compiler knows of agents, their tools and their replies. */
import {
  Agent,
  type AgentReply,
  type AgentRun,
  type Context,
  finalResult,
  inject,
  Inject,
  type Middleware,
  ModelMessage,
  observer,
  tool,
  ToolCall,
  toolkit,
  TriggerFlow,
  Variable,
} from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

declare const agent: Agent;
declare const counting: Agent<{ n: number }>;
class Database {
  rows = 0;
}

describe("an agent", () => {
  it("answers in text, or with what its reply schema makes", () => {
    expectTypeOf(new Agent("a")).toEqualTypeOf<Agent>();
    expectTypeOf(new Agent("a", { reply: z.object({ n: z.number() }) })).toEqualTypeOf<Agent<{ n: number }>>();
    expectTypeOf(new Agent("a", { reply: z.string().transform(Number) })).toEqualTypeOf<Agent<number>>();
  });

  it("gives replies of its kind, and of another where a question says so", async () => {
    expectTypeOf(await agent.ask("go")).toEqualTypeOf<AgentReply>();
    expectTypeOf((await counting.ask("go")).data).toEqualTypeOf<{ n: number }>();
    expectTypeOf((await counting.ask("go", { reply: null })).data).toEqualTypeOf<string>();
    expectTypeOf((await counting.ask("go", { reply: z.array(z.string()) })).data).toEqualTypeOf<string[]>();
    expectTypeOf((await counting.ask("go")).body).toEqualTypeOf<string | undefined>();
  });

  it("is back to its own kind with the next question", async () => {
    const reply = await counting.ask("go", { reply: null });

    expectTypeOf((await reply.ask("more")).data).toEqualTypeOf<{ n: number }>();
    expectTypeOf((await reply.ask("more", { reply: z.boolean() })).data).toEqualTypeOf<boolean>();
  });

  it("runs as a handle on a reply of its kind", () => {
    expectTypeOf(counting.run("go")).toEqualTypeOf<AgentRun<AgentReply<{ n: number }>>>();
  });

  it("refuses places where a conversation is under way, and options that nobody knows", async () => {
    const reply = await agent.ask("go");
    // @ts-expect-error the stream of a conversation does not change
    void reply.ask("more", { stream: reply.stream });
    // @ts-expect-error there is no such option
    void agent.ask("go", { streams: 1 });
    // @ts-expect-error a number is no question
    void agent.ask(7);
    // @ts-expect-error the only word is "stream"
    new Agent("a", { humanInput: "console" });
  });

  it("is a step of a flow that gives what it answers", () => {
    const flow = new TriggerFlow("f", { input: z.string(), result: z.object({ n: z.number() }) });
    flow.to(counting.step()).end();
    flow.to(counting.step()).to((data) => {
      expectTypeOf(data.value).toEqualTypeOf<{ n: number }>();
    });
  });
});

describe("a tool", () => {
  it("has the input that its schema gives, and the output of its function", () => {
    const one = tool({
      name: "search",
      input: z.object({ q: z.string(), top: z.number().default(3) }),
      run: async (input, context) => {
        expectTypeOf(input).toEqualTypeOf<{ q: string; top: number }>();
        expectTypeOf(context).toEqualTypeOf<Context>();
        return Promise.resolve([input.q]);
      },
    });

    expectTypeOf(one.name).toEqualTypeOf<"search">();
    expectTypeOf(one.run).returns.toEqualTypeOf<string[]>();
  });

  it("has what it injects beside the input", () => {
    tool({
      name: "guarded",
      input: z.object({ q: z.string() }),
      run: inject(
        { user: Variable<string>("user"), db: Inject(Database) },
        (input: { q: string }, { user, db }, context) => {
          expectTypeOf(user).toEqualTypeOf<string>();
          expectTypeOf(db).toEqualTypeOf<Database>();
          expectTypeOf(context).toEqualTypeOf<Context>();
          return input.q;
        },
      ),
    });
  });

  it("takes only what its function takes", () => {
    tool({
      name: "wrong",
      input: z.object({ q: z.string() }),
      // @ts-expect-error q is a text
      run: ({ q }: { q: number }) => q,
    });
    tool({
      name: "wrong",
      // @ts-expect-error without an input there is nothing to take
      run: ({ q }: { q: string }) => q,
    });
  });

  it("may end the turn", () => {
    tool({ name: "book", run: () => finalResult("Booked.") });
  });

  it("may be a method that takes its input first", () => {
    class Library {
      @tool({ input: z.object({ q: z.string() }) })
      find({ q }: { q: string }, _context: Context): string {
        return q;
      }

      @tool()
      open(): string {
        return "open";
      }

      // @ts-expect-error q is a text
      @tool({ input: z.object({ q: z.string() }) })
      wrong({ q }: { q: number }): number {
        return q;
      }
    }

    toolkit([new Library()]);
  });
});

describe("an observer", () => {
  it("hears what it names", () => {
    observer([ToolCall, ModelMessage], (event) => {
      expectTypeOf(event).toEqualTypeOf<ToolCall | ModelMessage>();
    });
    observer(ToolCall.field("name").eq("search"), (event) => {
      expectTypeOf(event).toEqualTypeOf<ToolCall>();
    });
    // @ts-expect-error tool calls have no such field
    observer(ToolCall, (event) => event.nothing);
  });
});

describe("middleware", () => {
  it("has the step that its hook is for", () => {
    const all: Middleware = {
      onTurn: ({ request, next }) => next(request),
      onModelCall: async ({ messages, next }) => next({ messages: messages.slice(-5) }),
      onToolCall: ({ call, next }) => (call.name === "rm" ? "not allowed" : next()),
      onHumanInput: () => "yes",
    };

    expectTypeOf(all).toExtend<Middleware>();
  });
});
