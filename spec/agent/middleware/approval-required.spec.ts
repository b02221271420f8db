/** A human is asked before a tool is run. */
import {
  Agent,
  agentEvents,
  approvalRequired,
  decodeEvent,
  encodeEvent,
  HumanMessage,
  MemoryStream,
  tool,
  ToolApproval,
  ToolApprovalRequest,
  ToolError,
  toolkit,
  ToolResult,
} from "millrace";
import { ManualClock, recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";
import { approving, removal, removing } from "./approving.js";

describe("approvalRequired", () => {
  it.each(["y", "Y", "yes", "Yes", "YES", "1", "ok", " OK\n"])("runs the tool after the answer %j", async (answer) => {
    expect(await approving({ humanInput: () => answer })).toEqual({ removed: ["/tmp/a"], told: ["removed /tmp/a"] });
  });

  it.each(["no", "n", "", "0", "yes please", "true"])(
    "denies after the answer %j, and tells the model",
    async (answer) => {
      const stream = new MemoryStream();
      using record = recordEvents(stream);
      const { removed, told } = await approving({ humanInput: () => answer, stream });

      expect([removed, told]).toEqual([[], [expect.stringContaining("denied this call of remove")]]);
      expect([record.of(ToolResult).length, record.of(ToolError).length]).toEqual([1, 0]);
    },
  );

  it("asks with the call, canonical and with nothing hidden, and waits 30 seconds unless told otherwise", async () => {
    const asked: ToolApprovalRequest[] = [];
    const humanInput = (request: unknown): string => {
      asked.push(request as ToolApprovalRequest);
      return "yes";
    };
    const hidden = { path: "a\u202eb", more: { z: 1, a: [null, -0] } };
    const calls = [{ name: "remove", arguments: hidden, callId: "c1" }];
    await approving({ humanInput, calls });
    await approving({ humanInput, calls, options: { message: "Run ${name}? ${arguments}", timeoutMs: 5 } });
    await approving({ humanInput, calls, options: { timeoutMs: false, allowAlways: false } });

    const json = String.raw`{"more":{"a":[null,0],"z":1},"path":"a\u202eb"}`;
    expect(asked[0]).toBeInstanceOf(ToolApprovalRequest);
    expect(asked[0]).toMatchObject({ callId: "c1", toolName: "remove", arguments: json, timeoutMs: 30_000 });
    expect(asked[0]?.content).toBe(`May the tool remove be called with ${json}? (yes, always, or no)`);
    expect(asked[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(asked[1]).toMatchObject({ content: `Run remove? ${json}`, timeoutMs: 5, digest: asked[0]?.digest });
    expect([asked[2]?.timeoutMs, asked[2]?.content.includes("always")]).toEqual([undefined, false]);
  });

  it("tells the model what it is told to say of a denied call", async () => {
    const options = { deniedMessage: "Not ${name} with ${arguments}." };

    expect((await approving({ humanInput: () => "no", options })).told).toEqual(['Not remove with {"path":"/tmp/a"}.']);
  });

  it("ends the turn when nobody answers in time, and runs nothing", async () => {
    const clock = new ManualClock();
    using _ = clock.install();
    const stream = new MemoryStream();
    const asked = approving({ humanInput: "stream", stream, options: { timeoutMs: 5_000 } });
    asked.catch(() => undefined);
    await clock.advanceAsync(4_999);
    expect((await stream.history.read()).some((event) => event instanceof ToolError)).toBe(false);
    await clock.advanceAsync(1);

    await expect(asked).rejects.toMatchObject({ code: "TIMEOUT", details: { timeoutMs: 5_000 } });
  });

  it("ends the turn when nobody is there, or who is there fails", async () => {
    await expect(approving({})).rejects.toMatchObject({ code: "HUMAN_INPUT_MISSING" });
    const broken = (): string => {
      throw new RangeError("no");
    };
    await expect(approving({ humanInput: broken })).rejects.toMatchObject({ code: "HUMAN_INPUT_FAILED" });
  });

  it("takes an approval from the stream that names what it approves", async () => {
    const stream = new MemoryStream();
    stream.where(ToolApprovalRequest).subscribe(async ({ requestId, digest }, context) => {
      await context.send(new ToolApproval({ content: "yes", requestId, digest }));
    });

    expect((await approving({ stream })).removed).toEqual(["/tmp/a"]);
  });

  it("stands around a toolkit, and among the middleware of an agent for the tools that it names", async () => {
    const asked: string[] = [];
    const humanInput = (request: unknown): string => {
      asked.push((request as ToolApprovalRequest).toolName);
      return "no";
    };
    const removed: unknown[] = [];
    const look = tool({ name: "look", run: () => "seen" });
    const ask = async (parts: ConstructorParameters<typeof Agent>[1]): Promise<void> => {
      const model = new TestModel([removal, { name: "look" }, { name: "gone" }], "done");
      await new Agent("clerk", { model, humanInput, ...parts }).ask("Go.");
    };
    await ask({ tools: [toolkit([removing(removed, [])], { middleware: [approvalRequired()] }), look] });
    await ask({ tools: [removing(removed, []), look], middleware: [approvalRequired({ tools: ["remove"] })] });
    await ask({ tools: [removing(removed, []), look], middleware: [approvalRequired()] });

    expect([asked, removed]).toEqual([["remove", "remove", "remove", "look"], []]);
  });

  it("asks nobody for arguments that are no JSON: the model is told", async () => {
    const humanInput = (): string => expect.fail("nobody has to be asked");
    const { told } = await approving({ humanInput, calls: [{ name: "remove", arguments: "{path" }] });

    expect(told).toEqual([expect.stringContaining("no JSON")]);
  });

  it("asks and answers with events that travel as JSON", () => {
    const request = new ToolApprovalRequest({ content: "?", callId: "1", toolName: "t", arguments: "{}", digest: "d" });
    const approval = new ToolApproval({ content: "yes", requestId: request.requestId, digest: "d" });

    for (const event of [request, approval]) {
      const copy = decodeEvent(JSON.stringify(encodeEvent(event)), { events: agentEvents });
      expect(copy).toEqual(event);
      expect(copy.constructor).toBe(event.constructor);
    }
    expect(approval).toBeInstanceOf(HumanMessage);
  });

  it.each([{ timeoutMs: 0 }, { timeoutMs: 1.5 }, { tools: [] }, { tools: "remove" }, { mesage: "?" }])(
    "refuses %j",
    (options) => {
      expect(caught(() => approvalRequired(options as never)).code).toBe("OPTION_INVALID");
    },
  );
});
