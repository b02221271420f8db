// Several tools under one hand: with middleware around all of them, or a prefix to their names.
import { MillraceError } from "../../errors/millrace-error.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { ToolMiddleware } from "../middleware/middleware.js";
import { isToolDecorator, toolsOfObject } from "./decorated-tools.js";
import { createTool, isTool, type Tool } from "./create-tool.js";

/** Tools that belong together. */
export class Toolkit {
  constructor(readonly tools: readonly Tool[]) {}
}

/** What has tools: a tool, a toolkit, an object with methods that `@tool` decorates. */
export type ToolSource = Tool | Toolkit | object;

/** Options of {@link toolkit}. */
export interface ToolkitOptions {
  /** What runs around the calls of all of them, outside of their own. */
  readonly middleware?: readonly ToolMiddleware[];
  /** Stands before each name: `github_` makes `github_search` of `search`. */
  readonly prefix?: string;
}

/**
 * Puts tools together.
 *
 * ```ts
 * const archive = toolkit([search, new Catalogue()], { prefix: "archive_", middleware: [approvalRequired()] });
 * ```
 *
 * @throws TOOL_INVALID for what has no tools; TOOL_NAME_TAKEN for two of one name; OPTION_INVALID.
 */
export function toolkit(members: readonly ToolSource[], options: ToolkitOptions = {}): Toolkit {
  refuseUnknown("toolkit", options, ["middleware", "prefix"]);
  const { middleware = [], prefix = "" } = options;
  const tools = toolsOf(members).map((one) => {
    const around = middleware.length === 0 ? one : one.withMiddleware(...middleware);
    return prefix === "" ? around : createTool(prefix + one.name, around.run, { ...(around as object) });
  });
  refuseTaken(tools);
  return new Toolkit(tools);
}

/** The tools of what has tools, in order. Throws TOOL_INVALID. */
export function toolsOf(members: readonly ToolSource[]): Tool[] {
  if (!Array.isArray(members)) throw noTools(members);
  return members.flatMap((member: unknown): readonly Tool[] => {
    if (isTool(member)) return [member];
    if (member instanceof Toolkit) return member.tools;
    const tools = typeof member === "object" && member !== null ? toolsOfObject(member) : [];
    if (tools.length === 0) throw noTools(member);
    return tools;
  });
}

/** Refuses two tools of one name. */
export function refuseTaken(tools: readonly Tool[]): void {
  const names = new Set<string>();
  for (const { name } of tools) {
    if (names.has(name)) {
      throw new MillraceError("TOOL_NAME_TAKEN", `Two tools have the name ${name}.`, { details: { name } });
    }
    names.add(name);
  }
}

function noTools(member: unknown): MillraceError {
  const what =
    typeof member === "function"
      ? isToolDecorator(member)
        ? "what tool gives without run, a decorator"
        : `the function ${member.name || "(anonymous)"}`
      : typeof member === "object" && member !== null
        ? `an instance of ${member.constructor.name} without @tool methods`
        : String(member);
  return new MillraceError("TOOL_INVALID", `Among the tools is ${what}.`, {
    hint: "Make one with tool({ name, description, input, run }), decorate methods with @tool(), or take agent.asTool(…).",
  });
}
