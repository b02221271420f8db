/**
 * A chain of ten asynchronous steps, each of which adds one, against ten bare awaits of such functions: with nobody
 * watching; while 1,000 other executions of the same flow hang in its sixth step; and with a subscriber that hears every
 * event of the flow, on a stream with history. The peers are written as their own manuals write a chain, and nobody
 * watches them.
 */
import { loadMillrace } from "../harness/millrace.mjs";

const STEPS = 10;
const HANGS_IN = 5;
const OTHERS = 1_000;
/** An execution that starts with so much stays in its sixth step. */
const ENDLESS = 1_000_000;

export const flowChain = {
  name: "flow-chain",
  title: "ten asynchronous steps",
  cases: [
    {
      name: "chain",
      title: "started and awaited to the end",
      limit: "bare awaits",
      peers: {
        "bare awaits": bareAwaits,
        millrace: () => millrace(),
        "millrace, 1,000 others hang": () => millrace(OTHERS),
        "millrace, watched": watched,
        effect,
        mastra,
        xstate,
        "workflow-core": workflowCore,
        langgraph,
      },
      bars: [
        { of: "millrace", limit: "bare awaits", atMost: 2.5, goal: 1.7 },
        { of: "millrace", limit: "effect", timesFaster: 3 },
        { of: "millrace", limit: "mastra", timesFaster: 120 },
        { of: "millrace", limit: "xstate", timesFaster: 120 },
        { of: "millrace", limit: "workflow-core", timesFaster: 120 },
        { of: "millrace", limit: "langgraph", timesFaster: 4_000 },
        { of: "millrace, 1,000 others hang", limit: "millrace", atMost: 1.1 },
        { of: "millrace, watched", limit: "bare awaits", atMost: 15 },
      ],
    },
  ],
};

async function bareAwaits() {
  const steps = tenSteps();
  const run = async (input) => {
    let value = input;
    // By index: an iterator around awaits would make the limit a quarter dearer.
    for (let i = 0; i < STEPS; i += 1) value = await steps[i](value);
    return value;
  };
  return plan(() => run(0));
}

async function millrace(others = 0) {
  const { TriggerFlow } = await loadMillrace();
  const { flow, hang } = chain(TriggerFlow);
  const hanging = await hang(others);
  return plan(
    () => flow.start(0),
    ({ result }) => result,
    () => {
      const running = hanging.filter(({ status }) => status === "running").length;
      if (running !== others) throw new Error(`${running} executions hang instead of ${others}.`);
    },
  );
}

async function watched() {
  const { FlowEvent, MemoryStream, TriggerFlow } = await loadMillrace();
  const { flow } = chain(TriggerFlow);
  const stream = new MemoryStream();
  let [runs, heard] = [0, 0];
  stream.where(FlowEvent).subscribe(() => void (heard += 1));
  return plan(
    () => flow.start(0, { stream }),
    ({ result }) => {
      runs += 1;
      return result;
    },
    () => {
      // Start and end of each chunk, and at least start and end of the execution.
      if (heard % runs !== 0 || heard < runs * (2 * STEPS + 2))
        throw new Error(`The subscriber heard ${heard} events of ${runs} executions.`);
    },
  );
}

/** The flow, and a function that leaves some of its executions hanging in the sixth step. */
function chain(TriggerFlow) {
  const flow = new TriggerFlow("chain");
  let hung = 0;
  const addOrHang = async (data) => {
    if (data.value < ENDLESS) return data.value + 1;
    hung += 1;
    return new Promise(() => undefined);
  };
  let end = flow;
  for (let i = 0; i < STEPS; i += 1) end = end.to(i === HANGS_IN ? addOrHang : async (data) => data.value + 1);
  end.end();
  const hang = async (count) => {
    const executions = Array.from({ length: count }, () => flow.createExecution());
    for (const execution of executions) void execution.start(ENDLESS);
    while (hung < count) await new Promise((resolve) => setImmediate(resolve));
    return executions;
  };
  return { flow, hang };
}

async function effect() {
  const { Effect } = await import("effect");
  const steps = tenSteps();
  const program = (input) =>
    Effect.gen(function* () {
      let value = input;
      for (const step of steps) value = yield* Effect.promise(() => step(value));
      return value;
    });
  return plan(() => Effect.runPromise(program(0)));
}

async function mastra() {
  const { createStep, createWorkflow } = await import("@mastra/core/workflows");
  const { z } = await import("zod");
  const schemas = { inputSchema: z.number(), outputSchema: z.number() };
  let workflow = createWorkflow({ id: "chain", ...schemas });
  for (const [i, step] of tenSteps().entries())
    workflow = workflow.then(createStep({ id: `step-${i}`, ...schemas, execute: ({ inputData }) => step(inputData) }));
  workflow.commit();
  const op = async () => {
    const run = await workflow.createRunAsync();
    return run.start({ inputData: 0 });
  };
  return plan(op, ({ status, result }) => (status === "success" ? result : Number.NaN));
}

async function xstate() {
  const { assign, createActor, fromPromise, setup, toPromise } = await import("xstate");
  const steps = tenSteps();
  const stateOf = (i) => ({
    invoke: {
      src: `step${i}`,
      input: ({ context }) => context.value,
      onDone: {
        target: i + 1 < STEPS ? `state${i + 1}` : "done",
        actions: assign({ value: ({ event }) => event.output }),
      },
    },
  });
  const machine = setup({
    actors: Object.fromEntries(steps.map((step, i) => [`step${i}`, fromPromise(({ input }) => step(input))])),
  }).createMachine({
    initial: "state0",
    context: ({ input }) => ({ value: input }),
    states: { ...Object.fromEntries(steps.map((_, i) => [`state${i}`, stateOf(i)])), done: { type: "final" } },
    output: ({ context }) => context.value,
  });
  return plan(() => toPromise(createActor(machine, { input: 0 }).start()));
}

async function workflowCore() {
  const { createWorkflow, workflowEvent } = await import("@llamaindex/workflow-core");
  const steps = tenSteps();
  const events = Array.from({ length: STEPS + 1 }, () => workflowEvent());
  const workflow = createWorkflow();
  for (const [i, step] of steps.entries())
    workflow.handle([events[i]], async (_, event) => events[i + 1].with(await step(event.data)));
  const op = async () => {
    const { stream, sendEvent } = workflow.createContext();
    sendEvent(events[0].with(0));
    return stream.until(events[STEPS]).toArray();
  };
  return plan(op, (heard) => heard.at(-1).data);
}

async function langgraph() {
  const { Annotation, END, START, StateGraph } = await import("@langchain/langgraph");
  const graph = new StateGraph(Annotation.Root({ value: Annotation() }));
  for (const [i, step] of tenSteps().entries()) {
    graph.addNode(`step${i}`, async ({ value }) => ({ value: await step(value) }));
    graph.addEdge(i === 0 ? START : `step${i - 1}`, `step${i}`);
  }
  graph.addEdge(`step${STEPS - 1}`, END);
  const compiled = graph.compile();
  return plan(
    () => compiled.invoke({ value: 0 }),
    ({ value }) => value,
  );
}

function tenSteps() {
  return Array.from({ length: STEPS }, () => async (value) => value + 1);
}

/** The results of all runs are added up: ten for each, or something is wrong. */
function plan(op, resultOf = (value) => value, check = undefined) {
  let sum = 0;
  return { op, awaited: true, got: (given) => (sum += resultOf(given)), total: () => sum, each: STEPS, check };
}
