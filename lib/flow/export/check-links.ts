// Whether the parts of a blueprint fit together: ids, routes, and nodes that name each other.
import type { EventTrigger, FlowNode, Route } from "../definition/blueprint.js";
import { badBlueprint } from "./blueprint-schema.js";
import { partsOf, type RouteHead } from "./route-parts.js";

/** The kinds of nodes that a route comes from; heads that are not here come from outside. */
const SOURCES: Partial<Record<RouteHead, FlowNode["kind"]>> = {
  branches: "batch",
  items: "forEach",
  case: "match",
  else: "match",
};
const ENDS: readonly RouteHead[] = ["ended", "skipped", "failed"];
const OPENS: readonly RouteHead[] = ["branches", "items", "case", "else"];
const SILENT: readonly FlowNode["kind"][] = ["end", "separator"];

/** Throws BLUEPRINT_INVALID with the path for ids used twice, and for routes and nodes that lead nowhere. */
export function checkLinks(nodes: readonly FlowNode[], triggers: readonly EventTrigger[]): void {
  const links = new Links(nodes, triggers);
  nodes.forEach((node, index) => {
    links.checkNode(node, `nodes[${String(index)}]`);
  });
}

class Links {
  readonly #nodes = new Map<string, FlowNode>();
  readonly #collections = new Set<string>();
  readonly #entries = new Set<Route>();
  readonly #gathered = new Map<string, Set<string>>();

  constructor(nodes: readonly FlowNode[], triggers: readonly EventTrigger[]) {
    nodes.forEach((node, index) => {
      if (this.#nodes.has(node.id)) throw badBlueprint(`nodes[${String(index)}].id`, `"${node.id}" is used twice`);
      this.#nodes.set(node.id, node);
      if (node.kind === "collect") this.#collections.add(node.collection);
      if (node.kind === "gather") this.gathered(node.batch).add(node.key);
    });
    triggers.forEach(({ route }, index) => {
      const at = `triggers[${String(index)}].route`;
      if (partsOf(route).head !== "event") throw badBlueprint(at, `"${route}" is no way in; one is "event/1"`);
      if (this.#entries.has(route)) throw badBlueprint(at, `"${route}" is used twice`);
      this.#entries.add(route);
    });
  }

  checkNode(node: FlowNode, at: string): void {
    this.checkRoutes(node.on, `${at}.on`);
    this.checkRoutes(node.within, `${at}.within`);
    const inside = node.within.findIndex((route) => !OPENS.includes(partsOf(route).head));
    if (inside !== -1) throw badBlueprint(`${at}.within[${String(inside)}]`, "opens no block");
    for (const [key, kind, id] of namedBy(node)) {
      const found = this.#nodes.get(id);
      if (!found || (kind !== undefined && found.kind !== kind))
        throw badBlueprint(`${at}.${key}`, `names "${id}", and there is no such ${kind ?? "node"}`);
    }
    if (node.kind === "when")
      node.triggers.forEach(({ routes }, index) => {
        this.checkRoutes(routes, `${at}.triggers[${String(index)}].routes`);
      });
    if (node.kind === "batch") this.checkKeys(node.id, node.keys, `${at}.keys`);
    if (node.kind === "gather") this.checkKey(node.batch, node.key, `${at}.key`);
  }

  private checkRoutes(routes: readonly Route[], at: string): void {
    routes.forEach((route, index) => {
      if (!this.leads(route))
        throw badBlueprint(`${at}[${String(index)}]`, `waits for "${route}", which nothing in the blueprint sends`);
    });
  }

  private leads(route: Route): boolean {
    const { head, name, index } = partsOf(route);
    if (head === "event") return this.#entries.has(route);
    const node = this.#nodes.get(name);
    if (ENDS.includes(head))
      return node ? !SILENT.includes(node.kind) : head === "ended" && this.#collections.has(name);
    const source = SOURCES[head];
    if (source === undefined) return true;
    return node?.kind === source && (node.kind !== "match" || index < node.cases.length);
  }

  private checkKeys(batch: string, keys: readonly string[], at: string): void {
    keys.forEach((key, index) => {
      if (!this.gathered(batch).has(key))
        throw badBlueprint(`${at}[${String(index)}]`, `"${key}" is gathered by no node, so the batch would never end`);
    });
  }

  private checkKey(batch: string, key: string, at: string): void {
    const node = this.#nodes.get(batch);
    if (node?.kind === "batch" && !node.keys.includes(key))
      throw badBlueprint(at, `"${key}" is no key of the batch "${batch}"`);
  }

  private gathered(batch: string): Set<string> {
    const known = this.#gathered.get(batch);
    if (known) return known;
    const keys = new Set<string>();
    this.#gathered.set(batch, keys);
    return keys;
  }
}

type Reference = readonly [key: string, kind: FlowNode["kind"] | undefined, id: string];

/** The nodes that a node names beside its routes. */
function namedBy(node: FlowNode): readonly Reference[] {
  if (node.kind === "gather") return [["batch", "batch", node.batch]];
  if (node.kind === "endForEach") return [["forEach", "forEach", node.forEach]];
  if (node.kind === "endMatch") return [["match", "match", node.match]];
  if (node.kind !== "chunk") return [];
  const { batch, recovers } = node;
  return [
    ...(batch === undefined ? [] : [["batch", "batch", batch] as const]),
    ...(recovers === undefined ? [] : [["recovers", undefined, recovers] as const]),
  ];
}
