/**
 * A handler with three injected values (an instance by class, a variable, the answer of a function) against a bare
 * handler that ignores the context; both are sent through the stream with one context that is used again.
 */
import { loadMillrace, orderShape } from "../harness/millrace.mjs";
import { order, ring, tally } from "../harness/orders.mjs";

export const inject = {
  name: "inject",
  title: "three injected values against a bare handler",
  cases: [
    {
      name: "inject",
      title: "sent with one context, not awaited",
      limit: "millrace, bare handler",
      peers: {
        "millrace, bare handler": () => millrace((library, handler) => (event) => handler(event)),
        "millrace, inject of three": () => millrace(injected),
      },
      bars: [{ of: "millrace, inject of three", limit: "millrace, bare handler", atMost: 4 }],
    },
  ],
};

class Database {
  rate = 1;
}

function injected(library, handler) {
  const { Depends, Inject, Variable } = library;
  const needs = { db: Inject(Database), tenant: Variable("tenant"), user: Depends(() => "ada") };
  return library.inject(needs, (event, { db, tenant, user }) => {
    if (db.rate === 1 && tenant === "acme" && user === "ada") handler(event);
  });
}

async function millrace(makeHandler) {
  const library = await loadMillrace();
  const { defineEvent, MemoryStream, z } = library;
  class Order extends defineEvent("bench.order", orderShape(z)) {}
  const { handler, total } = tally();
  const stream = new MemoryStream();
  stream.where(Order).subscribe(makeHandler(library, handler));
  const context = stream.context({ variables: { tenant: "acme" } });
  const events = ring([new Order(order())]);
  const last = events.length - 1;
  return { op: (i) => void stream.send(events[i & last], context), total };
}
