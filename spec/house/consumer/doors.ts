/** A user who opens the doors whose libraries are optional: what they need must be nameable through these alone. */
import { Agent, MillraceError } from "millrace";
import { type McpAddress, mcpToolkit } from "millrace/mcp";
import { telemetry } from "millrace/telemetry";
import { TestModel } from "millrace/testing";

export const watched = telemetry({ agentName: "clerk", attributes: { shop: 7 } });
export const nowhere: McpAddress = { url: "no address" };
export const open = () => mcpToolkit(nowhere, { prefix: "far_", timeoutMs: 50 });

const reply = await new Agent("a", { model: new TestModel("done"), middleware: [watched] }).ask("Go.");
console.log("agent", reply.body);
await open().catch((error: unknown) => {
  console.log(MillraceError.is(error) ? error.code : error);
});
