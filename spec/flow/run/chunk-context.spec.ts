import {
  BaseEvent,
  HumanInputRequest,
  HumanMessage,
  inject,
  Inject,
  MemoryStream,
  TriggerFlow,
  Variable,
} from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

class Question extends BaseEvent {
  constructor(readonly text: string) {
    super();
  }
}

describe("the context of a chunk", () => {
  it("sends events that its own flow answers, with one chunk at a time", async () => {
    const flow = new TriggerFlow("ask");
    flow
      .to(async (data) => {
        await data.context.send(new Question("why?"));
        return data.state.get("answer") as string;
      })
      .end();
    flow.when(Question).to((data) => data.state.set("answer", `${data.value.text} because`));

    expect((await flow.start(undefined, { concurrency: 1 })).result).toBe("why? because");
  });

  it("asks a question that another chunk answers, with one chunk at a time", async () => {
    const flow = new TriggerFlow("human");
    flow.to((data) => data.context.input("Go on?")).end();
    flow
      .when(HumanInputRequest)
      .to((data) => data.context.send(new HumanMessage({ content: "yes", requestId: data.value.requestId })));

    expect((await flow.start(undefined, { concurrency: 1 })).result).toBe("yes");
  });

  it("keeps the execution open for what it sends and nobody waits for", async () => {
    const stream = new MemoryStream();
    const door = createDeferred<undefined>();
    stream.where(Question).subscribe(
      async (event) => {
        await door.promise;
        return event;
      },
      { interrupt: true },
    );
    const flow = new TriggerFlow("careless");
    flow.to((data) => {
      void data.context.send(new Question("late"));
    });
    flow
      .when(Question)
      .to((data) => data.value.text)
      .end();
    const started = flow.start(undefined, { stream });
    await breath();

    door.resolve(undefined);

    expect((await started).result).toBe("late");
  });

  it("makes the signal or the start of the chunk the cause of what it sends", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("caused");
    flow.to((data) => data.context.send(new Question("x")));

    await flow.start(undefined, { stream });

    const events = [...(await stream.history.read())];
    const question = events.find((event) => event instanceof Question)!;
    expect(events.find(({ id }) => id === question.causedBy)?.type).toBe("flow.chunk-started");
  });

  it("shares variables between the chunks of one execution, and with no other one", async () => {
    const flow = new TriggerFlow();
    flow
      .to((data) => {
        data.context.variables.set("seen", `${String(data.context.variables.get("seen"))}+`);
      })
      .to((data) => data.context.variables.get("seen"))
      .end();
    const options = { context: { variables: { seen: "first" } } };

    expect((await flow.start(undefined, options)).result).toBe("first+");
    expect((await flow.start(undefined, options)).result).toBe("first+");
  });

  it("injects into chunks, one object of a class for the execution", async () => {
    let made = 0;
    class Database {
      readonly number = ++made;
    }
    const flow = new TriggerFlow();
    const read = inject(
      { db: Inject(Database), tenant: Variable<string>("tenant") },
      (_data: unknown, { db, tenant }) => `${tenant} ${db.number}`,
    );
    flow.to(read).to(read).end();

    expect((await flow.start(undefined, { context: { variables: { tenant: "acme" } } })).result).toBe("acme 1");
    expect(made).toBe(1);
  });
});
