/**
 * A thousand items from the runtime stream of an execution to a `for await` reader, against a bare queue of items and
 * resolvers. `lockstep`: the producer gives way after each item, so that the reader comes along; `burst`: all thousand are
 * there before the reader gets its turn.
 */
import { loadMillrace } from "../harness/millrace.mjs";

const ITEMS = 1_000;

export const flowStream = {
  name: "flow-stream",
  title: "a thousand items to a for await reader",
  cases: [streamCase("lockstep", "one after the other"), streamCase("burst", "all at once")],
};

function streamCase(name, title) {
  return {
    name,
    title,
    part: "item",
    limit: "bare queue",
    peers: {
      "bare queue": () => bareQueue(name),
      millrace: () => millrace(name),
      ReadableStream: () => webStream(name),
    },
    bars: [
      { of: "millrace", limit: "bare queue", atMost: 2 },
      { of: "millrace", limit: "ReadableStream", timesFaster: 2 },
    ],
  };
}

/** Puts all items, in the manner that the case asks for; `put` may answer a promise. */
const produce = {
  async lockstep(put) {
    for (let i = 0; i < ITEMS; i += 1) await put(i);
  },
  burst(put) {
    for (let i = 0; i < ITEMS; i += 1) void put(i);
  },
};

async function bareQueue(pace) {
  return plan(() => {
    const queue = new Queue();
    const end = () => queue.end();
    const produced = produce[pace]((item) => queue.put(item));
    if (produced) void produced.then(end);
    else end();
    return queue;
  });
}

async function millrace(pace) {
  const { TriggerFlow } = await loadMillrace();
  const flow = new TriggerFlow("stream");
  flow.to((data) => produce[pace]((item) => data.putIntoStream(item)));
  return plan(() => flow.createExecution().getRuntimeStream());
}

/** A web stream keeps step with its reader by `pull`; one that is pushed to is 600 items ahead before anybody notices. */
async function webStream(pace) {
  const sources = {
    lockstep() {
      let next = 0;
      return {
        pull(controller) {
          if (next < ITEMS) controller.enqueue(next++);
          else controller.close();
        },
      };
    },
    burst: () => ({
      start(controller) {
        produce.burst((item) => controller.enqueue(item));
        controller.close();
      },
    }),
  };
  return plan(() => new ReadableStream(sources[pace]()));
}

/** Items that nobody has taken yet, or the reader who waits: as little as a `for await` can do with. */
class Queue {
  #items = [];
  #at = 0;
  #waiting;
  #ended = false;

  put(item) {
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#items.push(item);
      return;
    }
    this.#waiting = undefined;
    waiting({ done: false, value: item });
  }

  end() {
    this.#ended = true;
    this.#waiting?.({ done: true, value: undefined });
  }

  next() {
    if (this.#at < this.#items.length) {
      const value = this.#items[this.#at++];
      if (this.#at === this.#items.length) {
        this.#items = [];
        this.#at = 0;
      }
      return Promise.resolve({ done: false, value });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

/** One reader takes all there is; items out of their order count for nothing. */
function plan(open) {
  let taken = 0;
  const op = async () => {
    let expected = 0;
    for await (const item of open()) if (item === expected++) taken += 1;
  };
  return { op, awaited: true, total: () => taken, each: ITEMS, parts: ITEMS };
}
