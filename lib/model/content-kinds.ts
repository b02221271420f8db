// Which parts a user's message may have, at run time: the one list, for every place that checks them.
import type { ContentPart } from "./chat-message.js";

// A record, so that a kind that is missing here does not compile.
const KINDS: Readonly<Record<ContentPart["type"], true>> = { text: true, image: true, audio: true, file: true };

/** The kinds of parts, in the order in which they are told. */
export const CONTENT_KINDS: readonly string[] = Object.keys(KINDS);

/** Whether something is a part by its kind: what is inside is checked by `image`, `audio` and `file`, and by who sends it. */
export function isContentPart(value: unknown): value is ContentPart {
  if (typeof value !== "object" || value === null) return false;
  return CONTENT_KINDS.includes((value as { readonly type?: unknown }).type as string);
}
