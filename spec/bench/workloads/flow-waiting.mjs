/**
 * Executions that wait for an answer, on the private stream of their flow. `bytes`: what each of 10,000 keeps on the heap,
 * all that is needed to go on included, beside a promise with its closure, which can do no more than resolve. `resume`:
 * one more execution that is started, waits, is answered and ends, while 10 and 10,000 others go on waiting.
 */
import { loadMillrace } from "../harness/millrace.mjs";

export const flowWaiting = {
  name: "flow-waiting",
  title: "executions that wait for an answer",
  cases: [
    {
      name: "bytes",
      title: "10,000 at once",
      unit: "bytes",
      part: "execution",
      limit: "promise and closure",
      peers: { "promise and closure": promises, millrace: executions },
      bars: [{ of: "millrace", atMostBytes: 1_100 }],
    },
    {
      name: "resume",
      title: "one started, answered and ended beside others",
      limit: "millrace, 10 others wait",
      peers: {
        "millrace, 10 others wait": () => resumed(10),
        "millrace, 10,000 others wait": () => resumed(10_000),
      },
      bars: [{ of: "millrace, 10,000 others wait", limit: "millrace, 10 others wait", atMost: 1.3 }],
    },
  ],
};

/** What an approval is without a workflow: an asynchronous function that awaits a promise which somebody resolves. */
async function promises() {
  let done = 0;
  const approve = async (number, gate) => {
    const answer = await gate;
    if (answer === number + 1) done += 1;
  };
  const hold = async (number) => {
    let answer;
    const gate = new Promise((resolve) => (answer = resolve));
    return { answer, outcome: approve(number, gate) };
  };
  const release = ({ answer, outcome }, number) => {
    answer(number + 1);
    return outcome;
  };
  return { hold, release, total: () => done };
}

async function executions() {
  const { hold, release } = await approval();
  let done = 0;
  return {
    hold,
    release: async (execution, number) => {
      if (await release(execution, number)) done += 1;
    },
    total: () => done,
    check: mustWait,
  };
}

async function resumed(others) {
  const { hold, release } = await approval();
  const waiting = [];
  for (let i = 0; i < others; i += 1) waiting.push(await hold(i));
  let done = 0;
  const op = async (i) => release(await hold(i), i);
  const check = () => {
    for (const execution of waiting) mustWait(execution);
  };
  return { op, awaited: true, got: (good) => (done += good ? 1 : 0), total: () => done, check };
}

/** A flow that waits at its gate; `release` answers whether it went on with the answer and its execution has ended. */
async function approval() {
  const { TriggerFlow } = await loadMillrace();
  const flow = new TriggerFlow("approval");
  flow
    .to((data) => data.pauseFor({ id: "gate" }))
    .to((data) => data.value)
    .end();
  const hold = async (number) => {
    const execution = flow.createExecution();
    await execution.start(number);
    return execution;
  };
  const release = async (execution, number) => {
    await execution.continueWith("gate", number + 1);
    const { result, status } = await execution.outcome;
    return result === number + 1 && status === "completed";
  };
  return { hold, release };
}

function mustWait({ status }) {
  if (status !== "waiting") throw new Error(`An execution that should be waiting is ${status}.`);
}
