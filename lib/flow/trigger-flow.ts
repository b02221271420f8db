// A flow as its author holds it: what `FlowStart` defines, and what can be done with it. Defining runs nothing.
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { ContextScope } from "../stream/context-scope.js";
import { MemoryStream } from "../stream/memory-stream.js";
import type { Stream } from "../stream/stream.js";
import type { FlowContract, FlowInput, OpenContract, Slot } from "./definition/flow-contract.js";
import { FlowStart } from "./definition/flow-start.js";
import { checkExecutionOptions, type ExecutionOptions, type Outcome } from "./execution-options.js";
import { type Execution, executionOf } from "./execution.js";
import { type Bindings, bindingsOf } from "./export/bindings.js";
import { blueprintFromJson, blueprintToJson } from "./export/blueprint-json.js";
import type { BlueprintJson, ContractJson } from "./export/blueprint-schema.js";
import { contractToJsonSchema } from "./export/contract-schema.js";
import { mergeBlueprint } from "./export/merge-blueprint.js";
import { type MermaidOptions, toMermaid } from "./export/mermaid.js";
import { attachFlow, type FlowAttachOptions } from "./run/attach-flow.js";
import { type FlowWiring, wiringOn } from "./run/flow-wiring.js";
import type { InterruptItem } from "./run/interrupt.js";
import { Lifecycle } from "./run/lifecycle.js";
import { planOf } from "./run/plan.js";
import type { RunSettings } from "./run/run-settings.js";
import type { ReadOptions, RuntimeStreamReader } from "./run/runtime-stream.js";
import { SharedData } from "./run/shared-data.js";

type OpenStartArguments<C extends FlowContract, O> = [input?: FlowInput<C>, options?: O];

/** What starts a flow: its input, which may be left out only where the contract allows that, and options. */
export type StartArguments<C extends FlowContract, O> =
  undefined extends FlowInput<C> ? OpenStartArguments<C, O> : [input: FlowInput<C>, options?: O];

/** Options of a flow; all optional. */
export interface FlowOptions {
  /**
   * Makes errors of what is otherwise warned of or overheard: signals that no node waits for, signals and stream items that
   * come too late. Default false.
   */
  readonly strict?: boolean;
  /** Live objects by name, for `data.resource(name)` in all its executions. */
  readonly resources?: Readonly<Record<string, unknown>>;
}

/** Options of `loadBlueprint`. */
export interface LoadBlueprintOptions extends Bindings {
  /** Whether the loaded flow takes the place of what is defined, or is added to it. Default true. */
  readonly replace?: boolean;
}

const DEFAULT_STREAM_RETAIN = 10_000;

const DEFAULTS: ExecutionOptions = Object.freeze({});

/**
 * An event-driven workflow whose signals, chunks and state are events of a stream.
 *
 * ```ts
 * const flow = new TriggerFlow("playbook", { input: z.string(), state: z.object({ topic: z.string() }) });
 * const normalize = flow.chunk("normalize", (data) => data.value.trim());
 * flow.to(normalize).end();
 * const { result } = await flow.start("  Millrace ");
 * ```
 *
 * A flow is a definition; each execution takes it as it is when the execution is made. After Agently's TriggerFlow.
 */
export class TriggerFlow<const C extends FlowContract = OpenContract> extends FlowStart<C> {
  readonly resources: Readonly<Record<string, unknown>>;
  readonly #strict: boolean;
  /** The latest on each stream. */
  readonly #wirings = new WeakMap<Stream, FlowWiring>();
  readonly #shared = new SharedData();
  #ownStream: Stream | undefined;
  #hidden: RunSettings | undefined;
  #visible: RunSettings | undefined;

  /** Throws FLOW_INVALID for a contract that holds anything but schemas, OPTION_INVALID. */
  constructor(name?: string, contract?: C, options: FlowOptions = {}) {
    super(name, contract);
    refuseUnknown("TriggerFlow", options, ["strict", "resources"]);
    this.#strict = options.strict ?? false;
    this.resources = options.resources ?? {};
  }

  /**
   * Makes an execution, which starts when it is told to, or when a reader of its runtime stream begins.
   *
   * @throws OPTION_INVALID; FLOW_INVALID for a flow that is not complete.
   */
  createExecution(options: ExecutionOptions = DEFAULTS): Execution<C> {
    return this.make(options, false);
  }

  /**
   * Runs the flow once: resolves with the outcome when nothing is under way any more. Nobody holds the execution, so that
   * a pause rejects with FLOW_PAUSED.
   */
  start(...args: StartArguments<C, ExecutionOptions>): Promise<Outcome<C>> {
    const [input, options = DEFAULTS] = args as OpenStartArguments<C, ExecutionOptions>;
    try {
      return this.makeLife(options, true).start(input) as Promise<Outcome<C>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Runs the flow and leaves it open: resolves with the execution, which takes signals until it is closed. */
  async startExecution(...args: StartArguments<C, ExecutionOptions>): Promise<Execution<C>> {
    const [input, options = {}] = args as OpenStartArguments<C, ExecutionOptions>;
    const execution = this.createExecution({ ...options, autoClose: false });
    await execution.start(input);
    return execution;
  }

  /** Runs the flow once, when the reader begins, and reads its runtime stream. A pause rejects with FLOW_PAUSED. */
  getRuntimeStream(
    input: FlowInput<C>,
    options: ReadOptions & ExecutionOptions & { readonly interrupts: true },
  ): RuntimeStreamReader<Slot<C, "stream"> | InterruptItem>;
  getRuntimeStream(...args: StartArguments<C, ReadOptions & ExecutionOptions>): RuntimeStreamReader<Slot<C, "stream">>;
  getRuntimeStream(...args: readonly unknown[]): RuntimeStreamReader<unknown> {
    const [input, options = {}] = args as OpenStartArguments<C, ReadOptions & ExecutionOptions>;
    const { timeoutMs, interrupts, ...rest } = options;
    const reading = {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(interrupts === undefined ? {} : { interrupts }),
    };
    return this.make(rest, true).getRuntimeStream(input, reading);
  }

  /**
   * Starts an execution for each event of the stream that no execution has caused and that a `when` of the flow waits for.
   * Such an execution hears of no other event from outside, and what it fails with is reported as a `HandlerFailed`. Ends
   * with the result; executions that run go on.
   */
  attach(stream: Stream, options: FlowAttachOptions): Disposable {
    const wiring = this.wiringOn(stream); // the flow as it is now
    return attachFlow(wiring, options, () => new Lifecycle(this.settings({ stream }, false, wiring), undefined));
  }

  /** What all executions of the flow share, by key or path. */
  getFlowData(key: string): unknown {
    return this.#shared.get(key);
  }

  /** Writes data that all executions share. Resolves when everything is done that open executions do about it. */
  setFlowData(key: string, value: unknown): Promise<void> {
    return this.#shared.set(key, value);
  }

  /** Adds to a list that all executions share; a single value becomes a list first. */
  appendFlowData(key: string, item: unknown): Promise<void> {
    return this.#shared.append(key, item);
  }

  /** Removes data that all executions share. */
  deleteFlowData(key: string): Promise<void> {
    return this.#shared.delete(key);
  }

  /**
   * The flow as data: JSON in which handlers stand by name. `millrace/yaml` writes it as YAML.
   *
   * @throws BLUEPRINT_INVALID for what has no name or cannot be data; FLOW_INVALID.
   */
  saveBlueprint(): BlueprintJson {
    return blueprintToJson(this.blueprint(), this.contract, this.builder.bindings);
  }

  /**
   * Takes the definition of a saved flow, as JSON or its text. Handlers are found by name among those that the flow has
   * registered and those given here. Executions that exist keep what they have.
   *
   * @throws BLUEPRINT_UNBOUND with the names that are known, BLUEPRINT_INVALID.
   */
  loadBlueprint(source: BlueprintJson | string, options: LoadBlueprintOptions = {}): void {
    const { replace = true, ...bindings } = options;
    const loaded = blueprintFromJson(
      source,
      bindings,
      this.builder.bindings,
      bindingsOf(this.builder.draft().nodes.values()),
    );
    const { nodes, triggers } = replace ? loaded : mergeBlueprint(this.builder.draft(), loaded);
    this.builder.replaceAll(nodes, triggers);
  }

  /** Draws the flow as the text of a Mermaid flowchart; with the events of a run, as that run went. */
  toMermaid(options: Omit<MermaidOptions, "contract"> & { readonly contract?: boolean } = {}): string {
    const { contract = true, ...rest } = options;
    return toMermaid(this.blueprint(), contract ? { ...rest, contract: this.contract } : rest);
  }

  /** The contract of the flow and of its chunks as JSON Schemas. */
  toJSONSchema(): ContractJson {
    const chunks = [...this.blueprint().nodes.values()].flatMap((node) => (node.kind === "chunk" ? [node.chunk] : []));
    return contractToJsonSchema(this.contract, chunks);
  }

  private make(options: ExecutionOptions, hidden: boolean): Execution<C> {
    return this.makeLife(options, hidden).execution as unknown as Execution<C>;
  }

  private makeLife(options: ExecutionOptions, hidden: boolean): Lifecycle {
    if (options === DEFAULTS) return new Lifecycle(this.defaultSettings(hidden), undefined);
    checkExecutionOptions(options);
    return new Lifecycle(this.settings(options, hidden), options.id);
  }

  // Executions without options are made alike.
  private defaultSettings(hidden: boolean): RunSettings {
    const earlier = hidden ? this.#hidden : this.#visible;
    if (earlier?.wiring.plan.blueprint === this.blueprint()) return earlier;
    const settings = this.settings({}, hidden);
    if (hidden) this.#hidden = settings;
    else this.#visible = settings;
    return settings;
  }

  private settings(
    options: ExecutionOptions,
    hidden: boolean,
    wiring: FlowWiring = this.wiringOn(options.stream),
  ): RunSettings {
    const { streamRetain = DEFAULT_STREAM_RETAIN, resources, context, autoClose = true } = options;
    return {
      wiring,
      contract: this.contract,
      concurrency: options.concurrency,
      streamRetain,
      resources: resources === undefined ? [this.resources] : [resources, this.resources],
      shared: this.#shared,
      strict: this.#strict,
      hidden,
      autoClose,
      idleTimeoutMs: options.idleTimeoutMs,
      signal: options.signal,
      planOf,
      makeExecution: executionOf,
      conversation: () => new ContextScope({ ...wiring.host.defaults, ...context }),
      child: undefined,
    };
  }

  private wiringOn(given: Stream | undefined): FlowWiring {
    const stream = given ?? (this.#ownStream ??= new MemoryStream({ history: false }));
    const wiring = wiringOn(stream, planOf(this.blueprint()), given === undefined);
    const earlier = this.#wirings.get(stream);
    if (earlier !== wiring) earlier?.retire();
    this.#wirings.set(stream, wiring);
    return wiring;
  }
}
