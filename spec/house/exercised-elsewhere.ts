/** Files in lib without a spec of their own name: which spec exercises them, and why there. Keep this list short. */
export const exercisedElsewhere: Readonly<Record<string, { readonly by: string; readonly because: string }>> = {
  "lib/errors/error-codes.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a table; what has to hold is its parity with the code, the documentation and the specs.",
  },
  "lib/inject/containers.ts": {
    by: "spec/inject/container-scope.spec.ts",
    because: "It only passes tsyringe's own functions on; that spec uses each of them through the door.",
  },
  "lib/inject/name-of-token.ts": {
    by: "spec/inject/container-scope.spec.ts",
    because: "It is what errors call a token, and is seen in their messages alone.",
  },
  "lib/inject/tsyringe-injector.ts": {
    by: "spec/inject/bind-method.spec.ts",
    because: "It fills a port with three functions; everything that is injected goes through it.",
  },
  "lib/stream/delivery.ts": {
    by: "spec/stream/event-subject.spec.ts",
    because: "It holds the ends of the road, which are seen from the road alone.",
  },
  "lib/stream/event-log.ts": {
    by: "spec/stream/memory-log.spec.ts",
    because: "It is a port; its tenants are held to it by the storage contract.",
  },
  "lib/stream/stream-core.ts": {
    by: "spec/stream/memory-stream.spec.ts",
    because: "It is the type of a stream's inside, without code.",
  },
  "lib/stream/stream.ts": {
    by: "spec/stream/memory-stream.spec.ts",
    because: "It is the contract of streams, without code.",
  },
};
