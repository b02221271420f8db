/**
 * One turn of an agent, asked and answered, with models in process that answer at once: what is left is the framework. The
 * peers are the AI SDK's `generateText`, @openai/agents without tracing, and LangGraph's agent, each with the scripted model
 * that it has for tests or a port of its own for; see ../agents/. `bare model` is our scripted model read by hand, and its
 * tool called by hand.
 */
import { bareModel, millrace, millraceAtOnce, millraceConversations, ownInput } from "../agents/millrace.mjs";
import { ANSWER } from "../agents/script.mjs";

const OBSERVERS = 10;
const GROUP = 1_000;
const WEIGHED = 10_000;
/** Agents are much code: after 250 ms the peers were still twice as slow as they come to be, which would flatter us. */
const WARMUP = 1_500;

export const agentTurn = {
  name: "agent-turn",
  title: "a turn of an agent",
  cases: [
    againstPeers("plain", "without tools", {}),
    againstPeers("tool", "with a call of a tool, two calls of the model", { hasTool: true }),
    history(),
    {
      name: "many",
      title: "at once, each on a stream of its own",
      part: "turn",
      limit: "millrace, 100 at once",
      peers: {
        "millrace, 100 at once": () => atOnce(100),
        "millrace, 1,000 at once": () => atOnce(1_000),
      },
      bars: [{ of: "millrace, 1,000 at once", limit: "millrace, 100 at once", atMost: 1.3 }],
    },
    {
      name: "freed",
      title: "what is left of each turn, 1,000 at a time, when all are answered and let go",
      unit: "bytes",
      part: "turn",
      limit: "millrace",
      peers: { millrace: letGo },
      bars: [{ of: "millrace", atMostBytes: 16 }],
    },
    {
      name: "observers",
      title: "without tools, beside ten observers of its response",
      limit: "millrace",
      peers: {
        millrace: () => turns(millrace),
        "millrace, ten observers": observed,
      },
      bars: [{ of: "millrace, ten observers", limit: "millrace", atMost: 1.5 }],
    },
  ],
};

function againstPeers(name, title, options) {
  return {
    name,
    title,
    limit: "bare model",
    peers: {
      "bare model": () => turns(bareModel, options),
      millrace: () => turns(millrace, options),
      "ai sdk": () => turns(aiSdk, options),
      "openai agents": () => turns(openaiAgents, options),
      langgraph: () => turns(langgraph, options),
    },
    bars: ["ai sdk", "openai agents", "langgraph"].map((limit) => ({ of: "millrace", limit, timesFaster: 5 })),
  };
}

/** Peers are handed the conversation, as they like it best; Millrace finds it on its stream. */
function history() {
  const [short, long] = [10, 1_000];
  const named = (peer, length) => `${peer}, ${length.toLocaleString("en")} messages`;
  const makers = { "ai sdk": aiSdk, "openai agents": openaiAgents, langgraph };
  const both = (peer, plan) => [short, long].map((length) => [named(peer, length), () => plan(length)]);
  const peers = Object.fromEntries([
    ...both("millrace", conversations),
    ["input of 1,000 messages", () => turns(ownInput, long)],
    ...Object.entries(makers).flatMap(([peer, make]) => both(peer, (before) => turns(make, { before }))),
  ]);
  const of = named("millrace", long);
  return {
    name: "history",
    title: "in a conversation of 10 and of 1,000 messages",
    limit: named("millrace", short),
    peers,
    bars: [
      { of, limit: [named("millrace", short), "input of 1,000 messages"], atMost: 1.3 },
      ...Object.keys(makers).map((peer) => ({ of, limit: named(peer, long), timesFaster: 5 })),
    ],
  };
}

async function turns(make, options) {
  return plan(await make(options));
}

async function aiSdk(options) {
  return (await import("../agents/ai-sdk.mjs")).aiSdk(options);
}

async function openaiAgents(options) {
  return (await import("../agents/openai-agents.mjs")).openaiAgents(options);
}

async function langgraph(options) {
  return (await import("../agents/langgraph.mjs")).langgraph(options);
}

async function conversations(before) {
  const { ask, renew } = await millraceConversations(before);
  return { ...plan(ask), check: renew };
}

async function observed() {
  let [asked, heard] = [0, 0];
  const ask = await millrace({ observers: OBSERVERS, onResponse: () => void (heard += 1) });
  const op = () => {
    asked += 1;
    return ask();
  };
  const check = () => {
    if (heard !== asked * OBSERVERS) throw new Error(`The observers heard ${heard} responses of ${asked} turns.`);
  };
  return { ...plan(op), check };
}

async function atOnce(count) {
  const op = await millraceAtOnce(count);
  let right = 0;
  return {
    op,
    warmup: WARMUP,
    awaited: true,
    got: (good) => (right += good),
    total: () => right,
    each: count,
    parts: count,
  };
}

/**
 * Every thousandth holds a thousand turns and keeps none of them; the others do nothing. Three times as many as are
 * weighed are held before that: the engine's tables of weak references grow with what dies between two full collections, and stay.
 */
async function letGo() {
  const op = await millraceAtOnce(GROUP);
  for (let i = 0; i < 3 * WEIGHED; i += GROUP) await op();
  let done = 0;
  const hold = async (i) => i % GROUP !== 0 || (await op()) === GROUP;
  return { hold, release: async (right) => void (done += right ? 1 : 0), total: () => done };
}

/** Each turn must end with the right answer. */
function plan(op) {
  let right = 0;
  return { op, warmup: WARMUP, awaited: true, got: (text) => (right += text === ANSWER ? 1 : 0), total: () => right };
}
