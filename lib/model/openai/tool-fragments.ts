// Calls of tools come in fragments, or whole: here they become deltas, and one ready call each.
import type { ModelPart } from "../model-part.js";
import { numberOf, objectOf, parseJson, textOf, type WireObject } from "./wire-value.js";

interface Call {
  /** The id on the wire, where there is one. */
  wireId: string | undefined;
  callId: string;
  name: string | undefined;
  arguments: string;
  ready: boolean;
}

/**
 * Puts calls together. Fragments belong together by their index; where servers leave that out, or give every call the
 * same one, by id, and by whether the arguments so far are whole. A call without an id gets one.
 */
export class ToolFragments {
  readonly #calls: Call[] = [];
  readonly #byIndex = new Map<number, Call>();
  readonly #push: (part: ModelPart) => void;

  constructor(push: (part: ModelPart) => void) {
    this.#push = push;
  }

  /** Whether any call came. */
  get any(): boolean {
    return this.#calls.length > 0;
  }

  /** One entry of `tool_calls`, or a `function_call` of older servers. */
  take(fragment: WireObject): void {
    const told = objectOf(fragment["function"]) ?? fragment;
    const name = textOf(told["name"]);
    const call = this.callOf(numberOf(fragment["index"]), textOf(fragment["id"]), name);
    const delta = argumentsOf(told["arguments"]);
    if (call.ready) return; // only white space can follow what is whole
    const isNew = call.name === undefined;
    call.name ??= name;
    call.arguments += delta;
    if (call.name === undefined) return;
    if (isNew) this.delta(call, call.arguments);
    else if (delta !== "") this.delta(call, delta);
  }

  /** The answer has ended. When it was `cut` by its length, a call whose arguments are no JSON yet does not get ready. */
  end(cut: boolean): void {
    for (const call of this.#calls) {
      if (call.ready) continue;
      if (call.name === undefined) {
        this.#push({ kind: "skipped", why: "a call of a tool without a name", data: call.arguments });
      } else if (!cut || isWhole(call)) {
        if (call.arguments.trim() === "") this.delta(call, (call.arguments = "{}"));
        this.ready(call, call.name);
      }
    }
  }

  private callOf(index: number | undefined, id: string | undefined, name: string | undefined): Call {
    const known = this.known(index, id, name);
    if (known === undefined) return this.open(index, id);
    const another = id !== undefined && known.wireId !== undefined && id !== known.wireId;
    const again = id === undefined && name !== undefined && known.name !== undefined && isWhole(known);
    if (another || again) return this.open(index, id);
    if (known.wireId === undefined && id !== undefined) {
      known.wireId = id;
      if (known.name === undefined) known.callId = id;
    }
    return known;
  }

  private known(index: number | undefined, id: string | undefined, name: string | undefined): Call | undefined {
    if (index !== undefined) return this.#byIndex.get(index);
    if (id !== undefined) return this.#calls.find(({ wireId }) => wireId === id);
    return name === undefined ? this.#calls.at(-1) : undefined;
  }

  // The arguments of an earlier call that are whole cannot go on: that call is ready before the answer ends.
  private open(index: number | undefined, id: string | undefined): Call {
    for (const call of this.#calls) if (!call.ready && isWhole(call)) this.ready(call, call.name ?? "");
    const callId = id ?? `call_${crypto.randomUUID().replaceAll("-", "")}`;
    const call: Call = { wireId: id, callId, name: undefined, arguments: "", ready: false };
    this.#calls.push(call);
    if (index !== undefined) this.#byIndex.set(index, call);
    return call;
  }

  private delta({ callId, name = "" }: Call, delta: string): void {
    this.#push({ kind: "tool-delta", callId, name, delta });
  }

  private ready(call: Call, name: string): void {
    call.ready = true;
    this.#push({ kind: "tool-ready", callId: call.callId, name, arguments: call.arguments });
  }
}

function isWhole({ name, arguments: text }: Call): boolean {
  return name !== undefined && objectOf(parseJson(text)) !== undefined;
}

// Some servers send the arguments as an object.
function argumentsOf(value: unknown): string {
  if (typeof value === "string") return value;
  return objectOf(value) ? JSON.stringify(value) : "";
}
