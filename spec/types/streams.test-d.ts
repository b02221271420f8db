/** What streams, views, decorators, futures and joins infer, and what they refuse. */
import {
  type BaseEvent,
  type Context,
  defineEvent,
  type EventFuture,
  type EventJoin,
  MemoryStream,
  type Stream,
  type StreamView,
  subscribe,
  type Subscription,
  where,
} from "millrace";
import { fromObservable, toObservable } from "millrace/rxjs";
import { recordEvents } from "millrace/testing";
import { type Observable } from "rxjs";
import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";

class ToolCall extends defineEvent("types.tool-call", { name: z.string(), n: z.number() }) {
  get shown(): string {
    return `${this.name}()`;
  }
}
class ModelMessage extends defineEvent("types.model-message", { content: z.string() }) {}
class Shout extends ModelMessage.extend("types.shout", { loud: z.boolean() }) {}

declare const stream: MemoryStream;

describe("where", () => {
  test("infers the event of each form", () => {
    expectTypeOf(stream.where(ToolCall)).toEqualTypeOf<StreamView<ToolCall>>();
    expectTypeOf(stream.where([ToolCall, ModelMessage])).toEqualTypeOf<StreamView<ToolCall | ModelMessage>>();
    expectTypeOf(stream.where`${ToolCall} | ${ModelMessage}`).toEqualTypeOf<StreamView<ToolCall | ModelMessage>>();
    expectTypeOf(stream.where(ToolCall.field("name").eq("x"))).toEqualTypeOf<StreamView<ToolCall>>();
    expectTypeOf(stream.where(ToolCall, { name: "x" })).toEqualTypeOf<StreamView<ToolCall>>();
    expectTypeOf(stream.where((event): event is Shout => event instanceof Shout)).toEqualTypeOf<StreamView<Shout>>();
    expectTypeOf(stream.where((event) => event.timestamp > 0)).toEqualTypeOf<StreamView>();
    expectTypeOf(stream.where(where(ToolCall))).toEqualTypeOf<StreamView<ToolCall>>();
  });

  test("narrows views, and widens none", () => {
    expectTypeOf(stream.where(ModelMessage).where(Shout)).toEqualTypeOf<StreamView<Shout>>();
    expectTypeOf(stream.where([ToolCall, ModelMessage]).where(ToolCall)).toEqualTypeOf<StreamView<ToolCall>>();
    stream
      .where(Shout)
      .where(ModelMessage)
      .subscribe((event) => {
        expectTypeOf(event.loud).toEqualTypeOf<boolean>();
      });
  });

  test("refuses what is no filter", () => {
    // @ts-expect-error a text is no filter: parseFilter reads one
    stream.where("ToolCall");
    // @ts-expect-error Date is no event class
    stream.where(Date);
    // @ts-expect-error ToolCall has no such field
    stream.where(ToolCall, { nam: "x" });
    // @ts-expect-error name is a string
    stream.where(ToolCall, { name: 3 });
  });
});

test("a view of a subclass stands for one of its parent, and not the other way round", () => {
  expectTypeOf(stream.where(Shout)).toExtend<StreamView<ModelMessage>>();
  expectTypeOf(stream).not.toExtend<StreamView<ModelMessage>>();
});

describe("subscribe", () => {
  test("gives the handler the event of the view, and its context", () => {
    stream.where(ToolCall).subscribe((event, context) => {
      expectTypeOf(event).toEqualTypeOf<ToolCall>();
      expectTypeOf(event.shown).toEqualTypeOf<string>();
      expectTypeOf(context).toEqualTypeOf<Context>();
    });
    stream.subscribe((event) => {
      expectTypeOf(event).toEqualTypeOf<BaseEvent>();
    });
    expectTypeOf(stream.subscribe(() => 1)).toEqualTypeOf<Subscription>();
  });

  test("takes a handler of a parent class, and of fewer parameters", () => {
    stream.where(Shout).subscribe((_: ModelMessage) => undefined);
    stream.where(Shout).subscribe(() => undefined);
  });

  test("refuses a handler of another event", () => {
    // @ts-expect-error a handler of ModelMessage cannot take a ToolCall
    stream.where(ToolCall).subscribe((_: ModelMessage) => undefined);
    // @ts-expect-error a union may bring a ToolCall, which this handler does not take
    stream.where([ToolCall, ModelMessage]).subscribe((_: ModelMessage) => undefined);
  });

  test("asks an interrupter for an event or null", () => {
    stream.where(ToolCall).subscribe((event) => event.with({ n: 1 }), { interrupt: true });
    stream.where(ToolCall).subscribe(async () => new ModelMessage({ content: "" }), { interrupt: true });
    stream.where(ToolCall).subscribe(() => null, { interrupt: true });
    // @ts-expect-error it forgets to return
    stream.where(ToolCall).subscribe(() => {}, { interrupt: true });
    // @ts-expect-error a promise of nothing is no verdict, either
    stream.where(ToolCall).subscribe(async () => {}, { interrupt: true });
    // @ts-expect-error true is no verdict
    stream.where(ToolCall).subscribe(() => true, { interrupt: true });
  });

  test("refuses options that nobody knows", () => {
    // @ts-expect-error there is no such policy
    stream.subscribe(() => 1, { onError: "ignore" });
    // @ts-expect-error there is no such option
    stream.subscribe(() => 1, { priority: 1 });
  });
});

describe("send", () => {
  test("takes events and nothing else", () => {
    expectTypeOf(stream.send(new ToolCall({ name: "x", n: 1 }))).toEqualTypeOf<Promise<boolean>>();
    // @ts-expect-error a plain object is no event
    void stream.send({ type: "types.tool-call" });
    // @ts-expect-error a class is no event
    void stream.send(ToolCall);
    // @ts-expect-error a bag of variables is no context: stream.context makes one
    void stream.send(new ToolCall({ name: "x", n: 1 }), { variables: new Map() });
  });
});

describe("get", () => {
  test("infers what it waits for", async () => {
    expectTypeOf(stream.get(ToolCall)).toEqualTypeOf<EventFuture<ToolCall>>();
    expectTypeOf(await stream.get([ToolCall, ModelMessage])).toEqualTypeOf<ToolCall | ModelMessage>();
    expectTypeOf(await stream.get(ToolCall.field("n").gt(1), { timeoutMs: 5 })).toEqualTypeOf<ToolCall>();
    expectTypeOf(await stream.where(ToolCall).get()).toEqualTypeOf<ToolCall>();
    expectTypeOf(await stream.where(ToolCall).get({ timeoutMs: 5 })).toEqualTypeOf<ToolCall>();
    expectTypeOf(await stream.where(ModelMessage).get(Shout)).toEqualTypeOf<Shout>();
    expectTypeOf(await stream.get((event): event is Shout => event instanceof Shout)).toEqualTypeOf<Shout>();
  });

  test("refuses what is no filter and no option", () => {
    // @ts-expect-error a text is no filter
    void stream.get("ToolCall");
    // @ts-expect-error the option is called timeoutMs
    void stream.get(ToolCall, { timeout: 5 });
  });
});

describe("join and iteration", () => {
  test("give the events of the view", async () => {
    expectTypeOf(stream.where(ToolCall).join({ maxEvents: 2 })).toEqualTypeOf<EventJoin<ToolCall>>();
    for await (const event of stream.where(ToolCall)) expectTypeOf(event).toEqualTypeOf<ToolCall>();
    for await (const event of stream.where`${ToolCall} | ${Shout}`.join({ overflow: "suspend" })) {
      expectTypeOf(event).toEqualTypeOf<ToolCall | Shout>();
    }
  });

  test("refuse an overflow rule that does not exist", () => {
    // @ts-expect-error there is no such rule
    stream.join({ overflow: "drop" });
  });
});

describe("subScope", () => {
  test("gives a subscription, or what its work gives", () => {
    expectTypeOf(stream.where(ToolCall).subScope(({ n }) => n)).toEqualTypeOf<Subscription>();
    expectTypeOf(
      stream.subScope(
        () => 1,
        async () => "done",
      ),
    ).toEqualTypeOf<Promise<string>>();
  });
});

describe("attach", () => {
  test("gives the instance, also of a class", () => {
    class Monitor {
      readonly seen: string[] = [];
    }
    expectTypeOf(stream.attach(new Monitor()).instance).toEqualTypeOf<Monitor>();
    expectTypeOf(stream.attach(Monitor).instance).toEqualTypeOf<Monitor>();
    // @ts-expect-error a text has no methods to attach
    stream.attach("Monitor");
  });
});

describe("the method decorator", () => {
  test("takes methods of the event, of a parent, of a union, with and without context", () => {
    class Monitor {
      @subscribe(ToolCall) onTool(_: ToolCall, __: Context): void {}
      @subscribe(Shout) onParent(_: ModelMessage): void {}
      @subscribe([ToolCall, ModelMessage]) onEither(_: ToolCall | ModelMessage): void {}
      @subscribe(where`${ToolCall} | ${ModelMessage}`) onTemplate(_: ToolCall | ModelMessage): void {}
      @subscribe(ToolCall) onNothing(): void {}
      @subscribe(ToolCall, { once: true }) async onLater(_: ToolCall): Promise<void> {}
      @subscribe(ModelMessage, { interrupt: true }) shout(event: ModelMessage): BaseEvent {
        return event.with({ content: "!" });
      }
      @subscribe(ModelMessage, { interrupt: true }) async drop(_: ModelMessage): Promise<null> {
        return Promise.resolve(null);
      }
      @(stream.where(ToolCall).subscribe()) static onStatic(_: ToolCall): void {}
      @(stream.where(ToolCall).subscribe({ interrupt: true })) bound(event: ToolCall): ToolCall {
        return event;
      }
    }
    expectTypeOf(Monitor).toBeObject();
  });

  test("refuses methods of another event", () => {
    class Wrong {
      // @ts-expect-error the method takes a ModelMessage, a ToolCall comes
      @subscribe(ToolCall) other(_: ModelMessage): void {}
      // @ts-expect-error the method takes one of the two events only
      @subscribe([ToolCall, ModelMessage]) half(_: ToolCall): void {}
      // @ts-expect-error a subclass is not what always comes
      @subscribe(ModelMessage) tooNarrow(_: Shout): void {}
      // @ts-expect-error the stream's own decorator checks the same
      @(stream.where(ToolCall).subscribe()) bound(_: ModelMessage): void {}
    }
    expectTypeOf(Wrong).toBeObject();
  });

  test("refuses an interrupter without a verdict", () => {
    class Wrong {
      // @ts-expect-error it forgets to return
      @subscribe(ToolCall, { interrupt: true }) forgets(_: ToolCall): void {}
      // @ts-expect-error so does this one, later
      @subscribe(ToolCall, { interrupt: true }) async forgetsLater(_: ToolCall): Promise<void> {}
      // @ts-expect-error undefined is no null
      @(stream.where(ToolCall).subscribe({ interrupt: true })) bound(_: ToolCall): undefined {
        return undefined;
      }
    }
    expectTypeOf(Wrong).toBeObject();
  });

  test("refuses to stand on a property", () => {
    class Wrong {
      // @ts-expect-error a property is no method
      @subscribe(ToolCall) property = 1;
    }
    expectTypeOf(Wrong).toBeObject();
  });
});

describe("explain and history", () => {
  test("have the types that they say", async () => {
    expectTypeOf(stream.explain(new Shout({ content: "", loud: true })).subscriptions[0]?.runs).toEqualTypeOf<
      boolean | "unknown" | undefined
    >();
    expectTypeOf(await stream.history.read()).toExtend<readonly BaseEvent[]>();
    expectTypeOf((await stream.history.read()).dropped).toEqualTypeOf<number>();
    // what is read is shown as it was: nothing can be added to it
    expectTypeOf(await stream.history.read()).not.toHaveProperty("push");
    await stream.history.replay(new MemoryStream());
  });
});

describe("the other doors", () => {
  test("millrace/rxjs keeps the type of the view", () => {
    expectTypeOf(toObservable(stream.where(ToolCall))).toEqualTypeOf<Observable<ToolCall>>();
    expectTypeOf(toObservable(stream)).toEqualTypeOf<Observable<BaseEvent>>();
    // @ts-expect-error numbers are no events
    fromObservable([1, 2, 3], stream);
  });

  test("millrace/testing keeps the type of the view", () => {
    expectTypeOf(recordEvents(stream.where(ToolCall)).events).toEqualTypeOf<readonly ToolCall[]>();
    expectTypeOf(recordEvents(stream).of(Shout)).toEqualTypeOf<Shout[]>();
  });
});

test("a MemoryStream is a Stream", () => {
  expectTypeOf<MemoryStream>().toExtend<Stream>();
  // @ts-expect-error there is no such option
  new MemoryStream({ retian: 5 });
});
