// How errors call what is injected.
import type { Injectable } from "../stream/injection-port.js";

/** The name of a class, the description of a token, or a name in quotes. */
export function nameOfToken(token: Injectable<unknown>): string {
  if (typeof token === "function") return token.name || "(anonymous class)";
  return typeof token === "symbol" ? (token.description ?? "a token") : JSON.stringify(token);
}
