// A picture of a flow as data: shapes in boxes and edges between them. How it is written down is another file's business.

/** What a shape stands for. */
export type ShapeKind =
  | "start"
  | "entry"
  | "chunk"
  | "fork"
  | "loop"
  | "choice"
  | "gate"
  | "collection"
  | "flow"
  | "result"
  | "plumbing"
  | "note";

/** One thing in the picture. */
export interface Shape {
  readonly kind: ShapeKind;
  /** Its text, by lines. */
  readonly lines: readonly string[];
  /** The box that it stands in. */
  readonly box: string | undefined;
  /** The node of the flow that it shows, where a run can say something about it. */
  readonly node: string | undefined;
}

/** A frame around shapes and other boxes. */
export interface Box {
  readonly title: string;
  readonly box: string | undefined;
}

/** How an edge looks: the way of a value, a way beside it, or a line that nothing takes. */
export type EdgeStyle = "solid" | "dotted" | "line";

/** A connection of two shapes. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string | undefined;
  readonly style: EdgeStyle;
}

/** A picture in the making. Everything keeps the order in which it came, so that equal flows give equal pictures. */
export class Drawing {
  readonly shapes = new Map<string, Shape>();
  readonly boxes = new Map<string, Box>();
  readonly #edges = new Map<string, Edge>();

  /** Adds a shape under a key; the first one under it stays. Returns the key. */
  shape(
    key: string,
    kind: ShapeKind,
    lines: readonly string[],
    place: Partial<Pick<Shape, "box" | "node">> = {},
  ): string {
    if (!this.shapes.has(key)) this.shapes.set(key, { kind, lines, box: place.box, node: place.node });
    return key;
  }

  /** Adds a box under a key; the first one under it stays. Returns the key. */
  box(key: string, title: string, box: string | undefined): string {
    if (!this.boxes.has(key)) this.boxes.set(key, { title, box });
    return key;
  }

  /** Connects two shapes; the same edge again changes nothing. */
  edge(from: string, to: string, style: EdgeStyle = "solid", label?: string): void {
    const key = JSON.stringify([from, to, style, label]);
    this.#edges.set(key, { from, to, label, style });
  }

  get edges(): readonly Edge[] {
    return [...this.#edges.values()];
  }
}
