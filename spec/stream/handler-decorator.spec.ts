/** `@subscribe` under the standard compiler, and where it cannot stand. How notes are used is `attach.spec.ts`. */
import * as millrace from "millrace";
import { MemoryStream, subscribe } from "millrace";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { Other, Tick } from "./events.js";

type Seen = (...what: unknown[]) => void;

/** Compiles a module body with standard decorators and runs it; it has `millrace`, the events and `seen`. */
function standard(body: string, seen: Seen, extra: object = {}): Record<string, new () => object> {
  const { outputText } = ts.transpileModule(`"use strict"; return (() => { ${body} })();`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, experimentalDecorators: false },
  });
  expect(outputText).toContain("__esDecorate");
  const given = { ...millrace, Tick, Other, seen, ...extra };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what the compiler made is to be run
  const run = new Function(...Object.keys(given), outputText) as (...args: unknown[]) => never;
  return run(...Object.values(given));
}

describe("@subscribe under the standard compiler", () => {
  it("subscribes methods of an attached object, its private ones included", async () => {
    const said: unknown[] = [];
    const { Monitor } = standard(
      `class Monitor {
        own = "own";
        @subscribe(Tick) onTick(event, context) { seen(this.own, event.n, context.cause === event); }
        @subscribe(Tick) #secret(event) { seen("private", event.n); }
        @subscribe(Tick, { interrupt: true }) double(event) { return event.with({ n: event.n * 2 }); }
      }
      return { Monitor };`,
      (...what) => said.push(...what),
    );
    const stream = new MemoryStream();
    const attached = stream.attach(new Monitor!());

    await stream.send(new Tick(2));

    expect(said).toEqual(["own", 4, true, "private", 4]);
    expect(attached.subscriptions.map(({ name }) => name)).toEqual([
      "Monitor.onTick",
      "Monitor.#secret",
      "Monitor.double",
    ]);
  });

  it("subscribes static methods with the class, and at once when bound to a stream", async () => {
    const stream = new MemoryStream();
    const said: unknown[] = [];
    const { Monitor } = standard(
      `class Monitor {
        @subscribe(Tick) static all(event) { seen("all", this === Monitor); }
        @(stream.where(Other).subscribe()) static others(event) { seen("others"); }
      }
      return { Monitor };`,
      (...what) => said.push(...what),
      { stream },
    );
    await stream.send(new Tick());
    await stream.send(new Other());
    expect(said).toEqual(["others"]);

    stream.attach(Monitor!);
    await stream.send(new Tick());
    expect(said).toEqual(["others", "all", true]);
  });

  it("follows inheritance: kept, overridden, and decorated anew", async () => {
    const said: unknown[] = [];
    const { Child } = standard(
      `class Parent {
        @subscribe(Tick) kept() { seen("kept"); }
        @subscribe(Tick) overridden() { seen("parent's"); }
        @subscribe(Tick) anew() { seen("parent's"); }
        @subscribe(Tick) #private() { seen("parent's private"); }
      }
      class Child extends Parent {
        overridden() { seen("child's"); }
        @subscribe(Other) anew() { seen("anew"); }
        @subscribe(Tick) #private() { seen("child's private"); }
      }
      return { Child };`,
      (...what) => said.push(...what),
    );
    const stream = new MemoryStream();
    stream.attach(new Child!());

    await stream.send(new Tick());
    expect(said.splice(0)).toEqual(["kept", "child's", "parent's private", "child's private"]);

    await stream.send(new Other());
    expect(said).toEqual(["anew"]);
  });

  it("takes two decorators on one method", async () => {
    const said: unknown[] = [];
    const { Monitor } = standard(
      `class Monitor { @subscribe(Tick) @subscribe(Other) on(event) { seen(event.constructor.name); } }
      return { Monitor };`,
      (...what) => said.push(...what),
    );
    const stream = new MemoryStream();
    stream.attach(new Monitor!());

    await stream.send(new Tick());
    await stream.send(new Other());

    expect(said).toEqual(["Tick", "Other"]);
  });

  it("refuses to stand on anything but a method", () => {
    expect(caught(() => standard("class A { @subscribe(Tick) field = 1; }", () => 1)).code).toBe("DECORATOR_MISUSED");
    expect(caught(() => standard("class A { @subscribe(Tick) get on() { return 1; } }", () => 1)).code).toBe(
      "DECORATOR_MISUSED",
    );
    expect(caught(() => standard("@subscribe(Tick) class A {}", () => 1)).code).toBe("DECORATOR_MISUSED");
  });
});

describe("@subscribe under the legacy compiler", () => {
  it("takes two decorators on one method", async () => {
    class Monitor {
      readonly seen: string[] = [];
      @subscribe(Tick)
      @subscribe(Other)
      on(event: Tick | Other): void {
        this.seen.push(event.constructor.name);
      }
    }
    const stream = new MemoryStream();
    const monitor = new Monitor();
    stream.attach(monitor);

    await stream.send(new Tick());
    await stream.send(new Other());

    expect(monitor.seen).toEqual(["Tick", "Other"]);
  });

  it("refuses to stand on anything but a method", () => {
    const decorate = subscribe(Tick) as unknown as (...args: unknown[]) => void;
    const getter = Object.getOwnPropertyDescriptor(
      {
        get on() {
          return 1;
        },
      },
      "on",
    );

    expect(caught(() => decorate({}, "field")).code).toBe("DECORATOR_MISUSED");
    expect(caught(() => decorate({}, "on", getter)).code).toBe("DECORATOR_MISUSED");
    expect(caught(() => decorate(class A {})).code).toBe("DECORATOR_MISUSED");
    expect(caught(() => decorate({}, "on", 0)).code).toBe("DECORATOR_MISUSED");
  });

  it("refuses what is no filter, and options that cannot work, where it stands", () => {
    expect(caught(() => subscribe("Tick" as never)).code).toBe("FILTER_INVALID");
    expect(caught(() => subscribe(Tick, { onError: "ignore" as never })).code).toBe("HANDLER_INVALID");
  });
});
