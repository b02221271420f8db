/**
 * A loop through a signal, 1,000 and 100,000 turns of it: an asynchronous step that posts the signal which it waits for,
 * until it has counted to the end. The limit awaits an asynchronous function as often. A turn of the long loop must cost
 * what one of the short costs. The loop whose step is synchronous has no bar; it shows that no stack overflows.
 */
import { loadMillrace } from "../harness/millrace.mjs";

const SHORT = 1_000;
const LONG = 100_000;

export const flowLoop = {
  name: "flow-loop",
  title: "a loop through a signal",
  cases: [
    {
      name: "turns",
      title: "posted by the step that waits for it",
      part: "turn",
      limit: "bare awaits, 1,000 turns",
      peers: {
        "bare awaits, 1,000 turns": () => bareAwaits(SHORT),
        "bare awaits, 100,000 turns": () => bareAwaits(LONG),
        "millrace, 1,000 turns": () => millrace(SHORT),
        "millrace, 100,000 turns": () => millrace(LONG),
        "millrace, 100,000 synchronous turns": () => millrace(LONG, (take) => take),
      },
      bars: [
        { of: "millrace, 1,000 turns", limit: "bare awaits, 1,000 turns", atMost: 4.5, goal: 3.2 },
        { of: "millrace, 100,000 turns", limit: "bare awaits, 100,000 turns", atMost: 4.5, goal: 3.2 },
        { of: "millrace, 100,000 turns", limit: "millrace, 1,000 turns", atMost: 1.15 },
      ],
    },
  ],
};

async function bareAwaits(turns) {
  const step = async (value) => value + 1;
  const run = async () => {
    let value = 0;
    while (value < turns) value = await step(value);
    return value;
  };
  return plan(turns, run, (value) => value);
}

async function millrace(turns, wrap = (take) => async (data) => take(data)) {
  const { TriggerFlow } = await loadMillrace();
  const flow = new TriggerFlow("loop");
  const turn = (data) => {
    const next = data.value + 1;
    if (next < turns) data.emitNowait("Loop", next);
    else data.setResult(next);
  };
  flow.to((data) => data.emitNowait("Loop", data.value));
  flow.when("Loop").to(wrap(turn));
  return plan(
    turns,
    () => flow.start(0),
    ({ result }) => result,
  );
}

/** Each run answers how many turns it took. */
function plan(turns, op, countOf) {
  let counted = 0;
  return {
    op,
    awaited: true,
    got: (given) => (counted += countOf(given)),
    total: () => counted,
    each: turns,
    parts: turns,
  };
}
