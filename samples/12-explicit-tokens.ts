/**
 * Injection without emitted types: tokens, factories and marked parameters, for compilers that emit no metadata.
 *
 * Prints:
 *   offline: I have found typed events, event bus.
 *   offline: I have found nothing.
 *   a handler asks for "model" by Inject("model"), which nobody provides.
 */
import assert from "node:assert/strict";
import { container, defineEvent, Inject, inject, MemoryStream, MillraceError, token } from "millrace";
import { z } from "zod";

class Question extends defineEvent("question", { text: z.string() }) {}

interface SearchIndex {
  find(word: string): string[];
}
const SEARCH = token<SearchIndex>("search index");
const GREETING = token<string>("greeting");

class Librarian {
  constructor(
    @Inject(SEARCH) private readonly index: SearchIndex,
    @Inject(GREETING) private readonly greeting: string,
  ) {}

  answer(text: string): string {
    return `${this.greeting} ${this.index.find(text).join(", ") || "nothing"}.`;
  }
}

class Careless {
  constructor(readonly index: SearchIndex) {} // nothing says what to pass here
}

// A container of your own; without one, contexts use tsyringe's global container.
const services = container.createChildContainer();
services.register(GREETING, { useValue: "I have found" });
services.register(SEARCH, {
  useFactory: (): SearchIndex => ({
    find: (word) => ["typed events", "event bus"].filter((title) => title.includes(word)),
  }),
});

async function main(): Promise<void> {
  await using stream = new MemoryStream({ container: services });
  const answers: string[] = [];
  stream.where(Question).subscribe(
    inject({ librarian: Inject(Librarian), model: Inject<string>("model") }, ({ text }, { librarian, model }) => {
      answers.push(`${model}: ${librarian.answer(text)}`);
    }),
  );

  await using context = stream.context({ dependencies: { model: "offline" } });
  await context.send(new Question({ text: "event" }));
  await context.send(new Question({ text: "queue" }));
  for (const answer of answers) console.log(answer);

  // What cannot be known is said, with the names of what asked for it.
  const lost: unknown = await stream.send(new Question({ text: "bus" })).catch((error: unknown) => error);
  assert.ok(MillraceError.is(lost, "DEPENDENCY_MISSING"));
  console.log(lost.message.split("\n")[0]);
  assert.throws(
    () => context.resolve(Careless),
    (error) => MillraceError.is(error, "DEPENDENCY_FAILED") && error.hint.includes("@Inject(token)"),
  );
  assert.equal(answers.length, 2);
}

await main();

// How it works
// - `token<T>(description)` is a name with a type: what is injected for it is a T, in functions and in constructors.
// - A class whose parameters are all marked needs no `@injectable()`, and no `emitDecoratorMetadata`.
// - `dependencies` of a context are objects by name, for `Inject("name")`; `container` is where everything else is found.
