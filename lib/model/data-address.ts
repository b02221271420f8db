// Addresses that hold what they lead to: data: and its content as base64.
import { Buffer } from "node:buffer";

/** What a `data:` address holds. */
export interface HeldData {
  /** Empty where the address does not say. */
  readonly mediaType: string;
  readonly base64: string;
}

const DATA_ADDRESS = /^data:([^;,]*)[^,]*?(;base64)?,(.*)$/is;

/** What the address holds; undefined for other addresses. Throws what `decodeURIComponent` throws for broken escapes. */
export function readDataAddress(address: string): HeldData | undefined {
  const [, mediaType, inBase64, body = ""] = DATA_ADDRESS.exec(address) ?? [];
  if (mediaType === undefined) return undefined;
  return {
    mediaType: mediaType.toLowerCase(),
    base64: inBase64 === undefined ? Buffer.from(decodeURIComponent(body)).toString("base64") : body,
  };
}
