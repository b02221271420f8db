/** A user's first file, compiled against the packed package: both kinds of decorators accept it. */
import { defineEvent, MemoryStream, subscribe, where, type Context } from "millrace";
import { toObservable } from "millrace/rxjs";
import { z } from "zod";

class ToolCall extends defineEvent("tool.call", { name: z.string(), retries: z.number().default(0) }) {
  get label(): string {
    return `${this.name}/${String(this.retries)}`;
  }
}
class ModelMessage extends defineEvent("model.message", { content: z.string() }) {}

const seen: string[] = [];

class Monitor {
  @subscribe(ToolCall)
  onTool(event: ToolCall, context: Context): void {
    seen.push(`tool ${event.label} ${String(context.variables.size)}`);
  }

  @subscribe(where`${ToolCall} | ${ModelMessage}`)
  onEither(event: ToolCall | ModelMessage): void {
    seen.push(event instanceof ToolCall ? event.name : event.content);
  }

  @subscribe(ModelMessage, { interrupt: true })
  shout(event: ModelMessage): ModelMessage {
    return event.with({ content: event.content.toUpperCase() });
  }
}

const stream = new MemoryStream();
const attached = stream.attach(new Monitor());
const watching = toObservable(stream).subscribe((event) => seen.push(`observed ${event.type}`));

{
  using scope = stream.where(ToolCall.field("name").eq("search")).subScope((event) => seen.push(`found ${event.name}`));
  using next = stream.get(ModelMessage);
  await stream.send(new ToolCall({ name: "search" }));
  await stream.send(new ModelMessage({ content: "hello" }));
  const message = await next;
  seen.push(`got ${message.content} ${String(scope.closed)}`);
}
await stream.send(new ToolCall({ name: "search", retries: 1 }));

attached[Symbol.dispose]();
watching.unsubscribe();
await stream.close();
console.log(seen.join("\n"));
