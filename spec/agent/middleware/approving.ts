/** An agent whose tools need approval, for the specs of `approvalRequired`. */
import {
  Agent,
  approvalRequired,
  type ApprovalOptions,
  type HumanInput,
  type MemoryStream,
  type Middleware,
  type Tool,
  tool,
  type ToolMiddleware,
} from "millrace";
import { type TestCall, TestModel } from "millrace/testing";
import { z } from "zod";

/** A tool that removes what it is told to, and says so in `removed`. */
export function removing(removed: unknown[], middleware: readonly ToolMiddleware[], name = "remove"): Tool {
  return tool({
    name,
    input: z.object({ path: z.string() }),
    middleware,
    run: ({ path }) => {
      removed.push(path);
      return `removed ${path}`;
    },
  });
}

export interface Approving {
  readonly options?: ApprovalOptions;
  readonly humanInput?: HumanInput | "stream";
  /** Inside of the approval. */
  readonly inner?: readonly ToolMiddleware[];
  readonly calls?: readonly TestCall[];
  readonly tools?: readonly Tool[];
  readonly middleware?: readonly Middleware[];
  readonly stream?: MemoryStream;
}

export const removal: TestCall = { name: "remove", arguments: { path: "/tmp/a" } };

/** What was removed, and what the model was told of its calls. */
export async function approving({ options, humanInput, inner = [], calls = [removal], ...more }: Approving) {
  const removed: unknown[] = [];
  const model = new TestModel([...calls], "done");
  const agent = new Agent("clerk", {
    model,
    tools: [removing(removed, [approvalRequired(options), ...inner]), ...(more.tools ?? [])],
    ...(humanInput && { humanInput }),
    ...(more.middleware && { middleware: more.middleware }),
  });
  await agent.ask("Go.", more.stream ? { stream: more.stream } : {});
  const told = (model.calls[1]?.messages ?? []).filter(({ role }) => role === "tool").map(({ content }) => content);
  return { removed, told };
}
