/**
 * The workloads. Each has a name, a title and cases; a case has peers (async functions that answer a plan, see
 * ../harness/measure.mjs), a limit (the peer that the ratios of its table refer to) and bars (see
 * ../harness/judge.mjs). A case may say `part`, the name of what its times are per, or `unit: "bytes"`: then its plans
 * are those of ../harness/weigh.mjs.
 */
import { agentTurn } from "./agent-turn.mjs";
import { awaited } from "./awaited.mjs";
import { context } from "./context.mjs";
import { flowChain } from "./flow-chain.mjs";
import { flowFanOut } from "./flow-fan-out.mjs";
import { flowForEach } from "./flow-for-each.mjs";
import { flowLoop } from "./flow-loop.mjs";
import { flowStream } from "./flow-stream.mjs";
import { flowWaiting } from "./flow-waiting.mjs";
import { get } from "./get.mjs";
import { inject } from "./inject.mjs";
import { interrupters } from "./interrupters.mjs";
import { json } from "./json.mjs";
import { modelRequest } from "./model-request.mjs";
import { routing } from "./routing.mjs";
import { send } from "./send.mjs";
import { subscribe } from "./subscribe.mjs";

const bus = [send, awaited, routing, interrupters, get, subscribe, inject, context];
const flows = [flowChain, flowFanOut, flowForEach, flowLoop, flowWaiting, flowStream];
const models = [json, modelRequest];
const agents = [agentTurn];

export const workloads = [...bus, ...flows, ...models, ...agents];
