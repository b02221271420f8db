/**
 * The workloads. Each has a name, a title and cases; a case has peers (async functions that answer a plan, see
 * ../harness/measure.mjs), a limit (the peer that the ratios of its table refer to) and bars (see
 * ../harness/judge.mjs).
 */
import { awaited } from "./awaited.mjs";
import { context } from "./context.mjs";
import { get } from "./get.mjs";
import { inject } from "./inject.mjs";
import { interrupters } from "./interrupters.mjs";
import { routing } from "./routing.mjs";
import { send } from "./send.mjs";
import { subscribe } from "./subscribe.mjs";

export const workloads = [send, awaited, routing, interrupters, get, subscribe, inject, context];
