// The data object of one attempt of one chunk. Its methods are made when they are asked for, so that they can be taken
// apart from it and cost nothing to those who do not use them.
import type { Context } from "../../stream/context.js";
import type { ChunkData, ChunkState, FlowData, Resume } from "../definition/chunk-data.js";
import { checkValue, type FlowContract } from "../definition/flow-contract.js";
import { Pause, type PauseOptions } from "../definition/pause.js";
import type { Execution } from "../execution.js";
import { RuntimeStreamStopped, StreamItemPut } from "../flow-events.js";
import { callFlowData, callState, setCallState } from "./call-state.js";
import type { Call } from "./call.js";
import { ChunkContext } from "./chunk-context.js";
import { assertSignal, emitAwaited } from "./emit.js";
import { checkPause } from "./interrupt.js";
import { findResource, setResource } from "./resources.js";
import { postSignal } from "./send-signal.js";
import { setResult } from "./set-result.js";
import type { EmitOptions, PostOptions, SignalReceipt } from "./signal-receipt.js";
import { tell } from "./tell.js";
import { assertOpen, warnOf } from "./too-late.js";

const DONE = Promise.resolve();

type Data = ChunkData<unknown, FlowContract>;

/** What a handler receives. */
export class CallData implements Data {
  declare readonly attempt: number;
  declare readonly value: unknown;
  declare private readonly call: Call;
  declare private ownContext: Context | undefined;

  constructor(call: Call, value: unknown) {
    this.attempt = call.attempt;
    this.value = value;
    this.call = call;
    this.ownContext = undefined;
  }

  get context(): Context {
    return (this.ownContext ??= new ChunkContext(this.call));
  }

  get input(): unknown {
    return this.value;
  }

  get execution(): Execution {
    return this.call.run.execution;
  }

  get signal(): AbortSignal {
    return this.call.signal;
  }

  get isResume(): boolean {
    return this.call.resume !== undefined;
  }

  get resume(): Resume | undefined {
    return this.call.resume;
  }

  get state(): ChunkState<FlowContract> {
    return callState(this.call, this.attempt);
  }

  get flowData(): FlowData {
    return callFlowData(this.call, this.attempt);
  }

  get setState(): Data["setState"] {
    const { call, attempt } = this;
    return (path: string, next: unknown) => call.emits.begin(() => setCallState(call, attempt, path, next));
  }

  get emit(): Data["emit"] {
    const { call, attempt } = this;
    return (name: string, value?: unknown, options?: EmitOptions): Promise<SignalReceipt> =>
      call.emits.begin(async () => {
        call.assertCurrent(attempt, `The signal "${name}"`);
        const { run } = call;
        assertOpen(run, `The signal "${name}"`);
        const checked = assertSignal(run, name, value);
        return emitAwaited(run, name, checked, options, (begin) => call.awaited(begin));
      });
  }

  get emitNowait(): Data["emitNowait"] {
    const { call, attempt } = this;
    return (name: string, value?: unknown, options?: PostOptions): void => {
      call.assertCurrent(attempt, `The signal "${name}"`);
      const { run } = call;
      const checked = assertSignal(run, name, value);
      if (!call.fresh()) return;
      if (run.open) postSignal(run, name, checked, call.place, options);
      else
        warnOf(
          run,
          "MILLRACE_EMIT_AFTER_CLOSE",
          `The signal "${name}" came after execution ${run.id} of flow ${run.flow} had ended.`,
        );
    };
  }

  get putIntoStream(): Data["putIntoStream"] {
    const { call, attempt } = this;
    return (item: unknown): Promise<void> => {
      call.assertCurrent(attempt, "A stream item");
      const { run } = call;
      const checked = checkValue(run.flow, "stream", run.contract.stream, item);
      if (!call.fresh()) return DONE;
      const { id } = call.station.node;
      if (run.stream.put(checked))
        return tell(run, StreamItemPut, () => new StreamItemPut(run.flow, run.id, checked, id), call.place) ?? DONE;
      // A failure has told its readers already.
      if (!run.stream.failed)
        warnOf(
          run,
          "MILLRACE_PUT_AFTER_STOP",
          `An item came after the runtime stream of execution ${run.id} of flow ${run.flow} had ended; it is dropped.`,
        );
      return DONE;
    };
  }

  get stopStream(): Data["stopStream"] {
    const { run, place } = this.call;
    return (): Promise<void> => {
      if (!run.stream.stop()) return DONE;
      return tell(run, RuntimeStreamStopped, () => new RuntimeStreamStopped(run.flow, run.id), place) ?? DONE;
    };
  }

  get setResult(): Data["setResult"] {
    const { call, attempt } = this;
    return (result: unknown): void => {
      call.assertCurrent(attempt, "A result");
      assertOpen(call.run, "A result");
      if (call.fresh()) void setResult(call.run, result, call.place, call.station.node.id);
    };
  }

  get pauseFor(): Data["pauseFor"] {
    const { call, attempt } = this;
    return ((options: PauseOptions = {}) => {
      call.assertCurrent(attempt, "A pause");
      checkPause(call, options);
      return (call.more.pause = new Pause(options));
    }) as Data["pauseFor"];
  }

  get resource(): Data["resource"] {
    const { run } = this.call;
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see ChunkData
    return <T>(name: string): T => findResource(run, name) as T;
  }

  get setResource(): Data["setResource"] {
    const { run } = this.call;
    return (name: string, resource: unknown): void => {
      assertOpen(run, `The resource "${name}"`);
      setResource(run, name, resource);
    };
  }
}
