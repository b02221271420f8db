/** A child container that knows what it made. */
import { container, injectable, singleton } from "millrace";
import { describe, expect, it } from "vitest";
import { createOwningContainer } from "../../lib/inject/owning-container.js";

@injectable()
class Leaf {
  dispose(): void {}
}
@injectable()
class Branch {
  constructor(readonly leaf: Leaf) {}
}
@singleton()
class Root {
  constructor(readonly branch: Branch) {}
  dispose(): void {}
}

const nothing = { find: (): undefined => undefined, keep: (): void => undefined };

describe("createOwningContainer", () => {
  it("knows what was made through it, in order, parts first", () => {
    const owning = createOwningContainer(container.createChildContainer(), nothing);

    const branch = owning.container.resolve(Branch);

    expect(owning.made).toEqual([branch.leaf, branch]);
  });

  it("owns no singleton, and nothing that a singleton is made of", () => {
    const owning = createOwningContainer(container.createChildContainer(), nothing);

    owning.container.resolve(Root);

    expect(owning.made).toEqual([]);
  });

  it("owns no registered value", () => {
    const parent = container.createChildContainer();
    parent.register("value", { useValue: new Leaf() });
    const owning = createOwningContainer(parent, nothing);

    owning.container.resolve("value");

    expect(owning.made).toEqual([]);
  });

  it("is of no use after it was retired, and has disposed nothing", async () => {
    let disposed = 0;
    class Counted {
      dispose(): void {
        disposed++;
      }
    }
    const owning = createOwningContainer(container.createChildContainer(), nothing);
    owning.container.resolve(Counted);

    await owning.retire();

    expect(disposed).toBe(0);
    expect(() => owning.container.resolve(Leaf)).toThrow();
  });
});
