/** What filters infer from each form, and what must not compile. */
import {
  BaseEvent,
  defineEvent,
  type EventOf,
  type Field,
  type Filter,
  type FilterJson,
  MemoryStream,
  parseFilter,
  type StreamView,
  where,
} from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

class ToolCall extends defineEvent("tool.call", {
  name: z.string(),
  retries: z.number().optional(),
  args: z.object({ query: z.string(), tags: z.array(z.object({ tag: z.string() })), limit: z.number().optional() }),
  extra: z.record(z.string(), z.unknown()).default({}),
  kind: z.enum(["fast", "slow"]).default("fast"),
  when: z.date().nullable().default(null),
}) {
  get pretty(): string {
    return `${this.name}()`;
  }
  run(): void {}
}
class SearchCall extends ToolCall.extend("tool.call.search", {}) {}
class Message extends defineEvent("message", { content: z.string() }) {}
class Plain extends BaseEvent {
  constructor(readonly amount: number) {
    super();
  }
}
declare const event: BaseEvent;
const name = ToolCall.field("name");

describe("where", () => {
  it("infers the event from a class, a list and a filter", () => {
    expectTypeOf(where(ToolCall)).toEqualTypeOf<Filter<ToolCall>>();
    expectTypeOf(where(Plain)).toEqualTypeOf<Filter<Plain>>();
    expectTypeOf(where([ToolCall, Message])).toEqualTypeOf<Filter<ToolCall | Message>>();
    expectTypeOf(where([ToolCall, name.eq("x"), Message])).toEqualTypeOf<Filter<ToolCall | Message>>();
    expectTypeOf(where(name.eq("x"))).toEqualTypeOf<Filter<ToolCall>>();
  });

  it("infers the union of a template", () => {
    expectTypeOf(where`${ToolCall} | ${Message}`).toEqualTypeOf<Filter<ToolCall | Message>>();
    expectTypeOf(where`${name} == ${"x"} | ${Message}`).toEqualTypeOf<Filter<ToolCall | Message>>();
    expectTypeOf(where`(${name.eq("a")} | ${Message}) & ${Plain}`).toEqualTypeOf<Filter<ToolCall | Message | Plain>>();
    expectTypeOf(where`${ToolCall}`).toEqualTypeOf<Filter<ToolCall>>();
  });

  it("infers a type guard, and nothing from a predicate", () => {
    expectTypeOf(where((one): one is ToolCall => one instanceof ToolCall)).toEqualTypeOf<Filter<ToolCall>>();
    expectTypeOf(where((one) => one.id === "x")).toEqualTypeOf<Filter>();
    // @ts-expect-error a predicate answers with true or false
    where((one: BaseEvent) => one.id);
    // @ts-expect-error a predicate answers at once
    where(async () => Promise.resolve(true));
  });

  it("takes the shorthand with the fields of the class", () => {
    expectTypeOf(where(ToolCall, { name: "x", kind: "slow" })).toEqualTypeOf<Filter<ToolCall>>();
    expectTypeOf(where(ToolCall, { pretty: "x()", id: "1" })).toEqualTypeOf<Filter<ToolCall>>();
    // @ts-expect-error no field has this name
    where(ToolCall, { nam: "x" });
    // @ts-expect-error the field holds a text
    where(ToolCall, { name: 3 });
    // @ts-expect-error the field holds one of two texts
    where(ToolCall, { kind: "medium" });
    // @ts-expect-error methods cannot be compared
    where(ToolCall, { run: () => undefined });
    // @ts-expect-error several classes stand in a list
    where(ToolCall, SearchCall);
    // @ts-expect-error a condition beside a class is joined by and
    where(ToolCall, (one: ToolCall) => one.name === "x");
    // @ts-expect-error a list takes no shorthand
    where([ToolCall, Message], { name: "x" });
  });

  it("refuses what is no filter", () => {
    // @ts-expect-error a field alone is no condition
    where(name);
    // @ts-expect-error a text has to be read by parseFilter
    where("[tool.call]");
    // @ts-expect-error this class is no event
    where(Date);
    // @ts-expect-error something must be filtered
    where();
    // @ts-expect-error a list holds classes and filters
    where([ToolCall, "message"]);
  });
});

describe("where of a narrowed view", () => {
  const view = new MemoryStream().where(ToolCall);

  it("asks predicates and guards about the events of the view", () => {
    expectTypeOf(view.where((one) => one.name === "x")).toEqualTypeOf<StreamView<ToolCall>>();
    expectTypeOf(view.where((one: ToolCall): one is SearchCall => one instanceof SearchCall)).toEqualTypeOf<
      StreamView<SearchCall>
    >();
    expectTypeOf(view.where((one) => one instanceof SearchCall)).toEqualTypeOf<StreamView<SearchCall>>();
    // @ts-expect-error the events have no such field
    view.where((one) => one.nam === "x");
    // @ts-expect-error the predicate asks about other events
    view.where((one: Message) => one.content === "x");
  });

  it("takes predicates and guards of any event", () => {
    expectTypeOf(view.where((one: BaseEvent) => one.id === "x")).toEqualTypeOf<StreamView<ToolCall>>();
    expectTypeOf(view.where((one: BaseEvent): one is Message => one instanceof Message)).toEqualTypeOf<
      StreamView<ToolCall & Message>
    >();
  });
});

describe("a field", () => {
  it("knows its class and its value", () => {
    expectTypeOf(name).toEqualTypeOf<Field<ToolCall, string>>();
    expectTypeOf(SearchCall.field("name")).toEqualTypeOf<Field<SearchCall, string>>();
    expectTypeOf(Plain.field("amount").gt(3)).toEqualTypeOf<Filter<Plain>>();
    expectTypeOf(ToolCall.field("pretty").eq("x()")).toEqualTypeOf<Filter<ToolCall>>();
    expectTypeOf(BaseEvent.field("type").eq("x")).toEqualTypeOf<Filter>();
  });

  it("refuses names that are no fields", () => {
    // @ts-expect-error no field has this name
    ToolCall.field("nam");
    // @ts-expect-error methods cannot be compared
    ToolCall.field("run");
    // @ts-expect-error methods of every event cannot be compared
    ToolCall.field("with");
    // @ts-expect-error a subclass's field is not the parent's
    BaseEvent.field("name");
  });

  it("takes values of its type", () => {
    name
      .eq("x")
      .and(name.ne("y"))
      .and(name.oneOf(["a", "b"]))
      .and(name.matches(/x/));
    ToolCall.field("retries").eq(undefined);
    ToolCall.field("retries").is(null);
    ToolCall.field("when").eq(null);
    ToolCall.field("when").lt(new Date());
    ToolCall.field("kind").oneOf(["fast"]);
    // @ts-expect-error the field holds a text
    name.eq(3);
    // @ts-expect-error the field is never absent
    name.eq(undefined);
    // @ts-expect-error every value is a text
    name.oneOf(["a", 1]);
    // @ts-expect-error a list is expected
    name.oneOf("a");
    // @ts-expect-error a pattern is expected
    name.matches("x");
    // @ts-expect-error null has no order
    ToolCall.field("when").lt(null);
    // @ts-expect-error the field holds one of two texts
    ToolCall.field("kind").eq("medium");
  });

  it("steps into data", () => {
    const args = ToolCall.field("args");
    expectTypeOf(args.at("query")).toEqualTypeOf<Field<ToolCall, string>>();
    expectTypeOf(args.at("tags").at(0).at("tag")).toEqualTypeOf<Field<ToolCall, string>>();
    expectTypeOf(args.at("limit").gt(3)).toEqualTypeOf<Filter<ToolCall>>();
    expectTypeOf(ToolCall.field("extra").at("any key")).toEqualTypeOf<Field<ToolCall, unknown>>();
    // @ts-expect-error the data has no such key
    args.at("nope");
    // @ts-expect-error a list is stepped into by index
    args.at("tags").at("length");
    // @ts-expect-error an object is stepped into by key
    args.at(0);
    // @ts-expect-error a text holds nothing to step into
    name.at("length");
    // @ts-expect-error a date holds nothing to step into
    ToolCall.field("when").at("getTime");
    // @ts-expect-error the data behind the key is a text
    args.at("query").eq(3);
  });
});

describe("the algebra", () => {
  it("joins and meets events", () => {
    expectTypeOf(ToolCall.or(Message)).toEqualTypeOf<Filter<ToolCall | Message>>();
    expectTypeOf(name.eq("x").or(Message)).toEqualTypeOf<Filter<ToolCall | Message>>();
    expectTypeOf(ToolCall.or([Message, Plain])).toEqualTypeOf<Filter<ToolCall | Message | Plain>>();
    expectTypeOf(name.eq("x").and(SearchCall)).toExtend<Filter<SearchCall>>();
    expectTypeOf(where(ToolCall).not()).toEqualTypeOf<Filter>();
    // @ts-expect-error a field alone is no condition
    where(ToolCall).and(name);
    // @ts-expect-error a value is no filter
    ToolCall.or("x");
  });

  it("narrows an event", () => {
    const filter = where`${ToolCall} | ${Message}`;
    if (filter.matches(event)) {
      expectTypeOf(event).toEqualTypeOf<ToolCall | Message>();
      if (event instanceof ToolCall) expectTypeOf(event.pretty).toEqualTypeOf<string>();
      else expectTypeOf(event.content).toEqualTypeOf<string>();
    }
  });

  it("is covariant: a filter of some events is a filter of more", () => {
    expectTypeOf<Filter<SearchCall>>().toExtend<Filter<ToolCall>>();
    expectTypeOf<Filter<ToolCall>>().not.toExtend<Filter<SearchCall>>();
    expectTypeOf<Filter<ToolCall>>().not.toExtend<Filter<Message>>();
  });
});

describe("EventOf", () => {
  it("is what a form lets through", () => {
    expectTypeOf<EventOf<typeof ToolCall>>().toEqualTypeOf<ToolCall>();
    expectTypeOf<EventOf<readonly [typeof ToolCall, Filter<Message>]>>().toEqualTypeOf<ToolCall | Message>();
    expectTypeOf<EventOf<Field<ToolCall, string>>>().toEqualTypeOf<ToolCall>();
    expectTypeOf<EventOf<(one: BaseEvent) => boolean>>().toEqualTypeOf<BaseEvent>();
    expectTypeOf<EventOf<string>>().toEqualTypeOf<never>();
  });
});

describe("a filter as text and JSON", () => {
  it("comes back as a filter of any event", () => {
    expectTypeOf(where(ToolCall).toJSON()).toEqualTypeOf<FilterJson>();
    expectTypeOf(parseFilter("[tool.call]")).toEqualTypeOf<Filter>();
    expectTypeOf(parseFilter({ or: [{ event: "a" }, { not: { event: "b" } }] })).toEqualTypeOf<Filter>();
    // @ts-expect-error a filter names its events
    parseFilter({ path: ["a"], is: "eq" });
    // @ts-expect-error no comparison has this name
    parseFilter({ event: "a", path: ["b"], is: "like", value: 1 });
  });

  it("does not mix with JavaScript operators", () => {
    // @ts-expect-error filters are joined by or
    expectTypeOf(name.eq("x") | name.eq("y"));
    // @ts-expect-error fields are compared by lt
    expectTypeOf(Plain.field("amount") < 3);
    // @ts-expect-error classes are joined by or or a template
    expectTypeOf(ToolCall | Message);
  });
});
