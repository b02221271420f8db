// What a provider says of its failure: every server has a shape of its own, and some have none.
import { listOf, numberOf, objectOf, parseJson, textOf, withoutGaps, type WireObject } from "./wire-value.js";

/** A provider's own account of a failure, as far as it gives one. */
export interface ProviderError {
  readonly message?: string;
  readonly code?: string;
  readonly type?: string;
  /** The field of the request that it does not like. */
  readonly param?: string;
  readonly requestId?: string;
}

/** More of a message than this is left out. */
const LONGEST_MESSAGE = 1000;

/** Reads the body of a failed answer: JSON of any of the known shapes, a page, or plain text. */
export function readErrorBody(body: string): ProviderError {
  const json = parseJson(body);
  const wire = objectOf(json) ?? objectOf(listOf(json)[0]);
  if (wire !== undefined) return readErrorObject(wire);
  const text = typeof json === "string" ? json : withoutMarkup(body);
  return text === "" ? {} : { message: clipped(text) };
}

/** Reads the object that holds an error, such as `{ error: { message, code } }`. */
export function readErrorObject(wire: WireObject): ProviderError {
  const error = objectOf(wire["error"]) ?? objectOf(listOf(wire["errors"])[0]) ?? wire;
  const message =
    textOf(error["message"]) ?? textOf(wire["error"]) ?? textOf(wire["message"]) ?? detailOf(wire["detail"]);
  return withoutGaps({
    message: message === undefined ? undefined : clipped(message),
    code: nameOf(error["code"]) ?? nameOf(error["status"]),
    type: textOf(error["type"]),
    param: textOf(error["param"]),
    requestId: textOf(wire["request_id"]) ?? textOf(error["request_id"]),
  });
}

/** Whether a message in the middle of a stream is an error and no part of an answer. */
export function isErrorObject(wire: WireObject, event: string | undefined): boolean {
  const { error } = wire;
  if (error !== undefined && error !== null && error !== false && error !== "") return true;
  if (Array.isArray(wire["choices"])) return false;
  if (event === "error" || wire["object"] === "error" || wire["type"] === "error") return true;
  return textOf(wire["message"]) !== undefined && nameOf(wire["code"]) !== undefined;
}

/** The status that a code stands for, where it is one. */
export function statusOf(code: string | undefined): number | undefined {
  return code !== undefined && /^[45]\d\d$/.test(code) ? Number(code) : undefined;
}

function nameOf(value: unknown): string | undefined {
  return textOf(value) ?? numberOf(value)?.toString();
}

// FastAPI's: a text, or a list of what is wrong where.
function detailOf(detail: unknown): string | undefined {
  if (typeof detail === "string") return textOf(detail);
  const told = listOf(detail).map((entry) => {
    const { loc, msg } = objectOf(entry) ?? {};
    return [listOf(loc).map(String).join("."), textOf(msg)].filter(Boolean).join(": ");
  });
  return textOf(told.filter(Boolean).join("; ")) ?? textOf(objectOf(detail)?.["message"]);
}

function withoutMarkup(body: string): string {
  if (!/^\s*</.test(body)) return body.trim();
  const text = body.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ");
  return text.replace(/\s+/g, " ").trim();
}

function clipped(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`;
}
