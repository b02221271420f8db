// What a model client tells while an answer comes in: neutral parts, the same for every provider.
import type { Usage } from "./usage.js";

/** Why a model stopped; `other` keeps the provider's own word in `raw`. */
export type FinishReason = "stop" | "length" | "tool-calls" | "content-filter" | "other";

/** One piece of an answer, in the order of its arrival. */
export type ModelPart =
  /** The call waits for a free place under the limits of its provider; `position` counts from 1. */
  | { readonly kind: "queued"; readonly position: number }
  | { readonly kind: "dequeued"; readonly waitedMs: number }
  /** The server has begun to answer. */
  | { readonly kind: "headers"; readonly status: number; readonly latencyMs: number; readonly requestId?: string }
  /** One message of the wire as it came, before the parts that are read from it. */
  | { readonly kind: "original"; readonly data: string }
  /** Never empty. */
  | { readonly kind: "text"; readonly text: string }
  /** What the model thinks aloud. Never empty. */
  | { readonly kind: "reasoning"; readonly text: string }
  /** A piece of the arguments of a call; the first one of a call may be empty. `callId` and `name` are whole from the start. */
  | { readonly kind: "tool-delta"; readonly callId: string; readonly name: string; readonly delta: string }
  /** A call has all of its arguments: JSON text, as the model wrote it. Once for each call. */
  | { readonly kind: "tool-ready"; readonly callId: string; readonly name: string; readonly arguments: string }
  /** So far; a later one takes the place of an earlier one. */
  | { readonly kind: "usage"; readonly usage: Usage }
  /** What the provider calls its answer and its model. */
  | { readonly kind: "meta"; readonly id?: string; readonly model?: string }
  /** Something of the wire that could not be read and was passed over. */
  | { readonly kind: "skipped"; readonly why: string; readonly data: string }
  /** At most once, after all text and calls; usage may follow. */
  | { readonly kind: "finish"; readonly reason: FinishReason; readonly raw?: string };
