// A call that waits for a human's approval, as a question and an answer on the stream.
import { z } from "zod";
import { HumanInputRequest, HumanMessage } from "../../stream/human-input.js";

/** May this call be run? What the model has written is in `arguments`, made safe to show. */
export class ToolApprovalRequest extends HumanInputRequest.extend("human.tool-approval-request", {
  /** That of the `ToolCall`. */
  callId: z.string(),
  toolName: z.string(),
  /** Canonical JSON: what is run is this and nothing else. */
  arguments: z.string(),
  /** SHA-256 over the name of the tool and `arguments`, in hexadecimal digits. */
  digest: z.string(),
}) {}

/**
 * An answer that says which call it approves: it counts for a question with this `digest` alone. A `HumanMessage`, or a text
 * from a hook, answers the question that it names.
 */
export class ToolApproval extends HumanMessage.extend("human.tool-approval", { digest: z.string() }) {}
