/**
 * Handlers that ask for what they need: objects, variables and results of functions, in functions and in methods.
 *
 * Prints:
 *   1. user-7 calls search
 *   2. search counts for acme
 *   3. user-7 calls fetch
 *   4. fetch counts for acme
 *   audit log flushed
 *   database closed with 4 rows
 *   fake: nobody calls search
 *   fake: search counts for test
 */
import assert from "node:assert/strict";
import { type Context, defineEvent, Depends, Inject, inject, MemoryStream, subscribe, Variable } from "millrace";
import { z } from "zod";

class ToolCall extends defineEvent("tool.call", { name: z.string() }) {}
const log: string[] = [];

class Database {
  readonly rows: string[] = [];
  [Symbol.dispose]() {
    log.push(`database closed with ${this.rows.length} rows`);
  }
}

class AuditLog {
  constructor(@Inject(Database) private readonly db: Database) {}
  write(line: string) {
    log.push(`${this.db.rows.push(line)}. ${line}`);
  }
  async [Symbol.asyncDispose]() {
    log.push("audit log flushed");
  }
}

const currentUser = async ({ variables }: Context) => ({ name: `user-${String(variables.get("userId"))}` });

// In a function: a record of markers; the values are inferred.
const whoCalled = inject({ audit: Inject(AuditLog), user: Depends(currentUser) }, (call: ToolCall, { audit, user }) => {
  audit.write(`${user.name} calls ${call.name}`);
});

// In a method: the same markers as parameter decorators, checked against the parameter's type.
class Counter {
  @subscribe(ToolCall)
  count(call: ToolCall, @Inject(AuditLog) audit: AuditLog, @Variable<string>("tenant") tenant: string) {
    audit.write(`${call.name} counts for ${tenant}`);
  }
}

async function main(): Promise<void> {
  await using stream = new MemoryStream();
  stream.where(ToolCall).subscribe(whoCalled);
  stream.attach(new Counter());

  // A context of your own is a conversation: variables and objects are shared by all events sent with it.
  {
    await using context = stream.context({ variables: { userId: 7, tenant: "acme" } });
    await context.send(new ToolCall({ name: "search" }));
    await context.send(new ToolCall({ name: "fetch" }));
  } // its end disposes what was made, in reverse order, each awaited

  // In a test: fakes in the place of a class and of a function of `Depends`.
  await using test = stream.context({ variables: { tenant: "test" } });
  using _audit = test.override(AuditLog, { write: (line: string) => log.push(`fake: ${line}`) });
  using _user = test.override(currentUser, { name: "nobody" });
  await test.send(new ToolCall({ name: "search" }));
}

await main();
for (const line of log) console.log(line);
assert.deepEqual(log.slice(4, 6), ["audit log flushed", "database closed with 4 rows"]);
assert.equal(log.length, 8);

// How it works
// - `Inject` takes a class, a token or a name; `Variable` reads the context; `Depends` runs a function once per call.
// - Each context has a child of tsyringe's container, made when first needed; singletons stay with the parent.
