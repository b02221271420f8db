/** What a stream sent, for specs to look at. */
import { BaseEvent, MemoryStream } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";

class Parent extends BaseEvent {}
class Child extends Parent {}
class Other extends BaseEvent {
  static readonly transient = true;
}

describe("recordEvents", () => {
  it("keeps every event in causal order, transient ones included", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    stream.where(Parent).subscribe((_, context) => context.send(new Other()));

    await stream.send(new Parent());

    expect(record.events.map(({ constructor }) => constructor)).toEqual([Parent, Other]);
  });

  it("picks the events of a class and its subclasses", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    for (const event of [new Parent(), new Other(), new Child()]) await stream.send(event);

    expect(record.of(Parent)).toHaveLength(2);
    expect(record.of(Child)).toHaveLength(1);
  });

  it("records a view alone", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(Child));
    for (const event of [new Parent(), new Child()]) await stream.send(event);

    expect(record.events).toHaveLength(1);
  });

  it("leaves out what an interrupter suppressed", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(Parent));
    stream.where(Parent).subscribe(() => null, { interrupt: true });

    await stream.send(new Parent());

    expect(record.events).toEqual([]);
  });

  it("forgets when cleared, and stops when disposed", async () => {
    const stream = new MemoryStream();
    const record = recordEvents(stream);
    await stream.send(new Parent());
    record.clear();
    await stream.send(new Child());
    record[Symbol.dispose]();
    await stream.send(new Other());

    expect(record.events.map(({ constructor }) => constructor)).toEqual([Child]);
    expect(stream.explain(new Parent()).subscriptions.filter(({ runs }) => runs !== false)).toEqual([]);
  });
});
