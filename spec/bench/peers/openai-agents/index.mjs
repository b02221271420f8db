/** @openai/agents and its zod, out of a package of its own, since the two need a zod that the other peers cannot share. */
export { Agent, Runner, Usage, setTracingDisabled, tool } from "@openai/agents";
export { z } from "zod";
