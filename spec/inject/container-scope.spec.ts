/** What a context resolves: from a container of tsyringe, and with clear words when that cannot be. */
import { container, Inject, injectable, Lifecycle, MemoryStream, scoped, singleton, token } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";

class Logger {
  readonly lines: string[] = [];
}

describe("context.resolve", () => {
  it("builds classes that take nothing, registered or not", () => {
    const context = new MemoryStream().context();

    expect(context.resolve(Logger)).toBeInstanceOf(Logger);
    expect(context.resolve(Logger)).toBe(context.resolve(Logger));
  });

  it("builds classes with marked parameters; no other decorator is needed", () => {
    const GREETING = token<string>("greeting");
    const own = container.createChildContainer();
    own.register(GREETING, { useValue: "hello" });
    class Greeter {
      constructor(
        @Inject(Logger) readonly logger: Logger,
        @Inject(GREETING) readonly greeting: string,
        @Inject("named") readonly named: unknown,
      ) {}
    }
    const context = new MemoryStream({ container: own }).context({ dependencies: { named: 0 } });

    expect(context.resolve(Greeter)).toMatchObject({ greeting: "hello", named: 0 });
    expect(context.resolve(Greeter).logger).toBeInstanceOf(Logger);
  });

  it("gives handlers and constructors the same object of a class", () => {
    class Holder {
      constructor(@Inject(Logger) readonly logger: Logger) {}
    }
    const [partFirst, wholeFirst] = [new MemoryStream().context(), new MemoryStream().context()];

    expect(partFirst.resolve(Logger)).toBe(partFirst.resolve(Holder).logger);
    expect(wholeFirst.resolve(Holder).logger).toBe(wholeFirst.resolve(Logger));
  });

  it("builds classes by the types that the compiler emitted", () => {
    @injectable()
    class Typed {
      constructor(readonly logger: Logger) {}
    }

    expect(new MemoryStream().context().resolve(Typed).logger).toBeInstanceOf(Logger);
  });

  it("shares what is scoped to a container within the context, and singletons beyond it", () => {
    @scoped(Lifecycle.ContainerScoped)
    class Session {}
    @singleton()
    class Cache {}
    class User {
      constructor(
        @Inject(Session) readonly session: Session,
        @Inject(Cache) readonly cache: Cache,
      ) {}
    }
    const stream = new MemoryStream();
    const [one, two] = [stream.context(), stream.context()];

    expect(one.resolve(User).session).toBe(one.resolve(Session));
    expect(one.resolve(Session)).not.toBe(two.resolve(Session));
    expect(one.resolve(User).cache).toBe(two.resolve(User).cache);
  });

  it("does not put a fake into a singleton, which outlives the context", () => {
    @singleton()
    class Service {
      constructor(@Inject(Logger) readonly logger: Logger) {}
    }
    const stream = new MemoryStream();
    const context = stream.context();
    {
      using _fake = context.override(Logger, { lines: ["fake"] });
      context.resolve(Service);
    }

    expect(stream.context().resolve(Service).logger.lines).toEqual([]);
  });
});

describe("what cannot be resolved", () => {
  it("is missing when nobody registered a name or a token", () => {
    const context = new MemoryStream().context();

    expect(caught(() => context.resolve("nobody"))).toMatchObject({ code: "DEPENDENCY_MISSING" });
    expect(caught(() => context.resolve(token<string>("nobody"))).code).toBe("DEPENDENCY_MISSING");
  });

  it("failed when a constructor threw; the reason is the cause", () => {
    class Broken {
      constructor() {
        throw new Error("no connection");
      }
    }

    const error = caught(() => new MemoryStream().context().resolve(Broken));

    expect(error).toMatchObject({ code: "DEPENDENCY_FAILED", cause: { message: "no connection" } });
    expect(error.message).toContain("Broken");
  });

  it.each(["undecorated", "partly marked"])("failed with the way out when no types are known: %s", (kind) => {
    // What a compiler without metadata leaves of `constructor(logger: Logger, name: string)`.
    class Untyped {
      readonly given: unknown[];
      constructor(logger: unknown, name: unknown) {
        this.given = [logger, name];
      }
    }
    if (kind === "partly marked") Inject(Logger)(Untyped, undefined, 0);

    const error = caught(() => new MemoryStream().context().resolve(Untyped));

    expect(error.code).toBe("DEPENDENCY_FAILED");
    expect(error.hint).toContain("@Inject(token)");
    expect(error.hint).toContain("emitDecoratorMetadata");
  });

  it("is as clear when a class is attached", () => {
    class Untyped {
      constructor(readonly logger: unknown) {}
    }

    expect(caught(() => new MemoryStream().attach(Untyped)).hint).toContain("@Inject(token)");
  });

  it("is reported again at the next call: a failure is not kept", () => {
    const own = container.createChildContainer();
    const context = new MemoryStream({ container: own }).context();
    expect(caught(() => context.resolve("late")).code).toBe("DEPENDENCY_MISSING");

    own.register("late", { useValue: "there" });

    expect(context.resolve("late")).toBe("there");
  });
});
