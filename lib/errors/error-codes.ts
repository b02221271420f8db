// The catalogue of error codes: data only. Each code has a heading in `lib/errors/README.md` and a spec that provokes it.
import { AGENT_CODES } from "./agent-codes.js";
import { BUS_CODES } from "./bus-codes.js";
import { FLOW_CODES } from "./flow-codes.js";
import { MODEL_CODES } from "./model-codes.js";

/** What every code means (`summary`) and how to mend it (`hint`, unless the error brings a more exact one). */
export const ERROR_CODES = { ...BUS_CODES, ...FLOW_CODES, ...MODEL_CODES, ...AGENT_CODES };

/** A stable name for what went wrong. */
export type ErrorCode = keyof typeof ERROR_CODES;
