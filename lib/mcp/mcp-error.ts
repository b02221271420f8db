// What goes wrong between us and an MCP server, by what can be done about it.
import { MillraceError } from "../errors/millrace-error.js";

/** Codes of the library that mean: there is nobody at the other end. */
const UNREACHABLE = ["NOT_CONNECTED", "CONNECTION_CLOSED", "SEND_FAILED", "ALREADY_CONNECTED"];

/**
 * The Millrace error for what the MCP library throws: by the shape of the error, since a program may hold several copies of
 * the library; some say nothing but words, and then it counts whether the client is connected still. What is a Millrace error
 * already stays what it is.
 */
export function mcpError(what: string, error: unknown, isConnected: boolean): MillraceError {
  if (MillraceError.is(error)) return error;
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  const words = typeof message === "string" ? message : String(error);
  const status = (data as { status?: unknown } | undefined)?.status;
  const details = {
    request: what,
    ...(code === undefined ? {} : { code }),
    ...(typeof status === "number" ? { status } : {}),
  };
  const isSpoken = typeof code === "number" || typeof status === "number";
  const isGone = UNREACHABLE.includes(code as string) || (!isSpoken && (!isConnected || error instanceof TypeError));
  if (isGone) {
    return new MillraceError("MCP_UNREACHABLE", `No MCP server heard the request ${what}: ${words}`, {
      cause: error,
      details,
    });
  }
  return new MillraceError("MCP_FAILED", `An MCP server refused the request ${what}: ${words}`, {
    cause: error,
    details,
  });
}
