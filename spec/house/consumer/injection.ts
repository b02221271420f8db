/** Injected parameters in a user's class, compiled against the packed package: legacy decorators, no metadata. */
import { defineEvent, Inject, inject, MemoryStream, subscribe, Variable } from "millrace";
import { z } from "zod";

class OrderPlaced extends defineEvent("order.placed", { total: z.number() }) {}
class Ledger {
  readonly entries: string[] = [];
}

class Bookkeeper {
  @subscribe(OrderPlaced)
  onOrder(event: OrderPlaced, @Inject(Ledger) ledger: Ledger, @Variable<string>("tenant") tenant: string): void {
    ledger.entries.push(`${tenant} ${String(event.total)}`);
    console.log(ledger.entries.join());
  }
}

const stream = new MemoryStream();
stream.attach(new Bookkeeper());
stream.where(OrderPlaced).subscribe(
  inject({ tenant: Variable<string>("tenant") }, (event, { tenant }) => {
    console.log(`${tenant} ordered ${event.total.toFixed(2)}`);
  }),
);
const context = stream.context({ variables: { tenant: "acme" } });
await context.send(new OrderPlaced({ total: 3 }));
await stream.close();
