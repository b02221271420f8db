import { describe, expect, it } from "vitest";
import { SnapshotWriter } from "../../../lib/flow/snapshot/snapshot-writer.js";
import { NestedWork, Subtree, type SubtreeHost, Work } from "../../../lib/flow/run/subtree.js";
import { errorOf } from "../snapshot/reload.js";

class Piece extends Work {
  constructor(
    subtree: Subtree,
    readonly name: string,
  ) {
    super(subtree, undefined);
  }

  save(): readonly never[] {
    return [this.name as never];
  }
}

/** A host that notes what it is told, and subtrees in it that note how they end. */
function house(): {
  readonly log: string[];
  readonly controller: AbortController;
  tree(name: string): Subtree;
} {
  const log: string[] = [];
  const controller = new AbortController();
  const names = new Map<Subtree, string>();
  const host: SubtreeHost = {
    signal: controller.signal,
    enter: (subtree) => log.push(`enter ${names.get(subtree) ?? ""}`),
    leave: (subtree) => log.push(`leave ${names.get(subtree) ?? ""}`),
    failed: (subtree) => log.push(`failed ${names.get(subtree) ?? ""}`),
  };
  return {
    log,
    controller,
    tree(name) {
      const subtree = new Subtree(
        host,
        () => log.push(`quiet ${name}`),
        (error) => log.push(`fails ${name}: ${String(error)}`),
      );
      names.set(subtree, name);
      return subtree;
    },
  };
}

describe("a subtree", () => {
  it("is quiet once, when the last piece of work is done", () => {
    const { log, tree } = house();
    const subtree = tree("a");
    const [one, two] = [new Piece(subtree, "one"), new Piece(subtree, "two")];

    one.done();
    one.done(); // twice is once
    expect(log).toEqual(["enter a"]);
    two.done();

    expect(log).toEqual(["enter a", "quiet a", "leave a"]);
  });

  it("is not quiet before what begins it has returned", () => {
    const { log, tree } = house();
    const subtree = tree("a");

    subtree.begin(() => {
      new Piece(subtree, "at once").done();
      log.push("begun");
    });

    expect(log).toEqual(["enter a", "begun", "quiet a", "leave a"]);
  });

  it("fails with the first failure, and is never quiet then", () => {
    const { log, tree } = house();
    const subtree = tree("a");
    const piece = new Piece(subtree, "one");

    subtree.begin(() => {
      throw new Error("first");
    });
    subtree.fail(new Error("second"));
    expect(subtree.open).toBe(false);
    piece.done();

    expect(log).toEqual(["enter a", "failed a", "fails a: Error: first", "leave a"]);
  });

  it("takes the subtrees that its work waits for with it, and not the one around it", () => {
    const { log, tree } = house();
    const [outer, middle, inner] = [tree("outer"), tree("middle"), tree("inner")];
    new NestedWork(outer, undefined, middle);
    new NestedWork(middle, undefined, inner);
    new Piece(inner, "deep");
    const signals = [outer, middle, inner].map((one) => one.signal);

    middle.fail("broken");

    expect([outer.open, middle.open, inner.open]).toEqual([true, false, false]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true]);
    expect(log.filter((line) => line.startsWith("fails"))).toEqual(["fails middle: broken", "fails inner: broken"]);
  });

  it("fails and shows a chain of a hundred thousand nested ones without overflow, and refuses to save it", () => {
    const { tree } = house();
    const outer = tree("outer");
    let innermost = outer;
    for (let depth = 0; depth < 100_000; depth++) {
      const inner = tree("inner");
      new NestedWork(innermost, undefined, inner);
      innermost = inner;
    }

    let seen = 0;
    outer.visit(() => seen++);
    expect(seen).toBe(100_000);
    expect(errorOf(() => outer.save(new SnapshotWriter("house")))).toMatchObject({
      code: "SNAPSHOT_UNSAVABLE",
      hint: expect.stringContaining("emitNowait()") as string,
    });
    outer.fail("broken");

    expect(innermost.open).toBe(false);
  });

  it("has a signal that follows the one around it, in every time of work", () => {
    const { tree, controller } = house();
    const outer = tree("outer");
    const inner = tree("inner");
    const earlier = inner.signal;
    new Piece(inner, "first").done();
    new Piece(outer, "first").done();
    new Piece(inner, "second"); // busy again

    controller.abort("enough");

    expect([inner.signal.reason, outer.signal.reason]).toEqual(["enough", "enough"]);
    expect(earlier.aborted).toBe(false); // what it was given to is done
  });

  it("has a signal that is aborted already when it is asked for behind the failure", () => {
    const { tree } = house();
    const subtree = tree("a");
    subtree.fail("broken");

    expect(subtree.signal.reason).toBe("broken");
  });

  it("saves what is under way in the order in which it began", () => {
    const { tree } = house();
    const [outer, inner] = [tree("outer"), tree("inner")];
    const [, done] = [new Piece(outer, "one"), new Piece(outer, "two")];
    new NestedWork(outer, undefined, inner);
    new Piece(inner, "inside");
    new Piece(inner, "behind it");
    new Piece(outer, "three");
    done.done();

    expect(outer.save(new SnapshotWriter("house"))).toEqual(["one", "inside", "behind it", "three"]);
  });

  it("saves more pieces of a nested one than a function takes arguments", () => {
    const { tree } = house();
    const [outer, inner] = [tree("outer"), tree("inner")];
    new NestedWork(outer, undefined, inner);
    for (let index = 0; index < 200_000; index++) new Piece(inner, String(index));

    const saved = outer.save(new SnapshotWriter("house"));
    expect([saved.length, saved[0], saved.at(-1)]).toEqual([200_000, "0", "199999"]);
  });

  it("shows its work, that of subtrees in it included", () => {
    const { tree } = house();
    const [outer, inner] = [tree("outer"), tree("inner")];
    new Piece(outer, "one");
    new NestedWork(outer, undefined, inner);
    new Piece(inner, "inside");
    const seen: string[] = [];

    outer.visit((work) => seen.push(work instanceof Piece ? work.name : "nested"));

    expect(seen.sort()).toEqual(["inside", "nested", "one"]);
  });
});
