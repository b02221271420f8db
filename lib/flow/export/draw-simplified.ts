// The picture that people want: steps and the ways between them, blocks as boxes, plumbing left out.
import type { Blueprint, FlowNode, Route } from "../definition/blueprint.js";
import type { Drawing, EdgeStyle, ShapeKind } from "./drawing.js";
import { boxTitle, caseLabel, chunkLabel, entryLabel, nodeDetail } from "./node-labels.js";
import { partsOf } from "./route-parts.js";

/** Where a value comes from. */
interface Source {
  readonly from: string;
  readonly label: string | undefined;
  readonly style: EdgeStyle;
}

/** Where a flow is drawn: on the page, or inside of a node of another flow. */
interface Place {
  /** What the keys of its shapes begin with. */
  readonly prefix: string;
  readonly box: string | undefined;
  /** The shape that its start is. */
  readonly start: string | undefined;
  /** The flows that are being drawn around it. */
  readonly around: readonly unknown[];
}

type Visible = Exclude<FlowNode["kind"], "gather" | "endForEach" | "endMatch" | "collect" | "end">;

const SHAPES: Readonly<Record<Visible, ShapeKind>> = {
  chunk: "chunk",
  batch: "fork",
  forEach: "loop",
  match: "choice",
  when: "gate",
  subFlow: "flow",
  separator: "note",
};
const PLUMBING: readonly FlowNode["kind"][] = ["gather", "endForEach", "endMatch", "collect", "end"];
const OPENERS: readonly FlowNode["kind"][] = ["batch", "forEach", "match"];

/** Adds a flow to a drawing, with the flows inside of it. */
export function drawSimplified(blueprint: Blueprint, drawing: Drawing): void {
  new SimplifiedFlow(blueprint, drawing, { prefix: "", box: undefined, start: undefined, around: [blueprint] }).draw();
}

class SimplifiedFlow {
  readonly #flow: Blueprint;
  readonly #drawing: Drawing;
  readonly #place: Place;
  /** The shapes at which the flows inside end. */
  readonly #results = new Map<string, string>();

  constructor(flow: Blueprint, drawing: Drawing, place: Place) {
    this.#flow = flow;
    this.#drawing = drawing;
    this.#place = place;
  }

  /** Returns the shape of the result, if anything reaches one. */
  draw(): string | undefined {
    const nodes = [...this.#flow.nodes.values()];
    for (const node of nodes) if (!PLUMBING.includes(node.kind)) this.drawNode(node);
    for (const node of nodes) this.drawEdges(node);
    return nodes.some(({ kind }) => kind === "end") ? this.resultShape() : undefined;
  }

  private drawNode(node: FlowNode): void {
    const detail = nodeDetail(node);
    const lines = OPENERS.includes(node.kind) || node.kind === "when" ? [detail] : [this.nameOf(node), detail];
    const kept = (node.kind === "separator" ? [detail] : lines).filter((line) => line !== "");
    const box = node.kind === "subFlow" ? this.flowBox(node) : this.boxFor(node);
    const key = this.#drawing.shape(this.key(node.id), SHAPES[node.kind as Visible], kept, {
      box,
      node: this.own(node),
    });
    if (node.kind === "subFlow") this.drawInside(node, key, box);
  }

  // What a run says of the nodes of a flow inside is under the name of another execution.
  private own({ id }: FlowNode): string | undefined {
    return this.#place.prefix === "" ? id : undefined;
  }

  private nameOf(node: FlowNode): string {
    const chunk = chunkLabel(node);
    if (chunk === undefined) return node.id;
    return node.id.startsWith(`${chunk}~`) ? chunk : `${node.id}: ${chunk}`;
  }

  private drawInside(node: Extract<FlowNode, { kind: "subFlow" }>, start: string, box: string | undefined): void {
    const inside = node.flow.blueprint();
    const { around } = this.#place;
    if (around.includes(node.flow) || around.includes(inside)) return;
    const place = { prefix: `${start}/`, box, start, around: [...around, node.flow, inside] };
    const result = new SimplifiedFlow(inside, this.#drawing, place).draw();
    if (result !== undefined) this.#results.set(node.id, result);
  }

  private drawEdges(node: FlowNode): void {
    const to = this.target(node);
    if (to === undefined) return;
    const aside = node.kind === "chunk" && (node.side || node.recovers !== undefined);
    for (const { from, label, style } of this.sourcesOf(node.on, new Set())) {
      const own = node.kind === "collect" ? node.key : label;
      this.#drawing.edge(from, to, node.kind === "separator" ? "line" : aside ? "dotted" : style, own);
    }
    if (node.kind !== "chunk") return;
    for (const signal of node.chunk.emits) this.#drawing.edge(to, this.entry(`signal/${signal}`), "dotted", "emits");
  }

  private target(node: FlowNode): string | undefined {
    if (node.kind === "end") return this.resultShape();
    if (node.kind === "collect") return this.collection(node.collection, this.boxFor(node));
    return PLUMBING.includes(node.kind) ? undefined : this.key(node.id);
  }

  // The shapes behind routes. Plumbing is asked where its values come from; that it also hears of what was skipped is its
  // own business.
  private sourcesOf(routes: readonly Route[], seen: Set<Route>): readonly Source[] {
    return routes.flatMap((route) => {
      if (seen.has(route)) return [];
      seen.add(route);
      return this.sources(route, seen);
    });
  }

  private sources(route: Route, seen: Set<Route>): readonly Source[] {
    const { head, name, index } = partsOf(route);
    const node = this.#flow.nodes.get(name);
    const from = this.key(name);
    if (head === "ended") return this.endings(node, name, seen);
    if (head === "failed" || head === "skipped") return [{ from, label: head, style: "dotted" }];
    if (head === "branches") return [{ from, label: undefined, style: "solid" }];
    if (head === "items") return [{ from, label: "each item", style: "solid" }];
    if (head === "else") return [{ from, label: "else", style: "solid" }];
    if (head !== "case") return [{ from: this.entry(route), label: undefined, style: "solid" }];
    return [{ from, label: caseLabel(node?.kind === "match" ? node.cases[index] : undefined), style: "solid" }];
  }

  private endings(node: FlowNode | undefined, name: string, seen: Set<Route>): readonly Source[] {
    const from = this.#results.get(name) ?? this.key(name);
    if (node === undefined) return [{ from: this.collection(name), label: undefined, style: "solid" }];
    if (node.kind === "batch") return this.branchEnds(name, seen);
    if (PLUMBING.includes(node.kind)) return this.sourcesOf(node.on.filter(isMain), seen);
    return [{ from, label: undefined, style: "solid" }];
  }

  private branchEnds(batch: string, seen: Set<Route>): readonly Source[] {
    return [...this.#flow.nodes.values()].flatMap((node) => {
      if (node.kind !== "gather" || node.batch !== batch) return [];
      return this.sourcesOf(node.on.filter(isMain), seen).map((source) => ({
        ...source,
        label: this.branchLabel(source, node.key),
      }));
    });
  }

  // The key of a branch is worth saying where the last step of the branch is called something else.
  private branchLabel({ from, label }: Source, key: string): string | undefined {
    const lines = this.#drawing.shapes.get(from)?.lines ?? [];
    return label ?? (lines[0] === key ? undefined : key);
  }

  private boxFor(node: FlowNode): string | undefined {
    const inner = node.within.reduce<string | undefined>(
      (outer, route) => this.blockBox(partsOf(route).name, outer),
      this.#place.box,
    );
    return OPENERS.includes(node.kind) ? this.blockBox(node.id, inner) : inner;
  }

  private blockBox(id: string, outer: string | undefined): string {
    const node = this.#flow.nodes.get(id);
    return this.#drawing.box(this.key(id), node ? boxTitle(node) : id, outer);
  }

  private flowBox(node: Extract<FlowNode, { kind: "subFlow" }>): string {
    const outer = this.boxFor(node);
    return this.#drawing.box(this.key(node.id), `flow ${node.flow.name}`, outer);
  }

  private key(id: string): string {
    return `${this.#place.prefix}node ${id}`;
  }

  private entry(route: Route): string {
    const { prefix, start, box } = this.#place;
    if (route === "start" && start !== undefined) return start;
    const kind = route === "start" ? "start" : "entry";
    return this.#drawing.shape(`${prefix}entry ${route}`, kind, [entryLabel(route, this.#flow)], { box });
  }

  private collection(name: string, box: string | undefined = this.#place.box): string {
    return this.#drawing.shape(`${this.#place.prefix}collection ${name}`, "collection", [`collect ${name}`], { box });
  }

  private resultShape(): string {
    return this.#drawing.shape(`${this.#place.prefix}result`, "result", ["result"], { box: this.#place.box });
  }
}

function isMain(route: Route): boolean {
  return partsOf(route).head !== "skipped";
}
