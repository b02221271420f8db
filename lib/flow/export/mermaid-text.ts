// Drawing → text of Mermaid 11. Any name is safe in it: what Mermaid or its Markdown could read as more than text is coded.
import type { Drawing, EdgeStyle, Shape, ShapeKind } from "./drawing.js";

/** A class of shapes, by how they look; colours stand beside strokes that differ in grey as well. */
export interface ShapeClass {
  readonly name: string;
  readonly style: string;
}

/** What is written over a shape: a class, and a line below its text. */
export interface Overlay {
  readonly look: ShapeClass;
  readonly line: string;
}

const BRACKETS: Readonly<Record<ShapeKind, readonly [open: string, close: string]>> = {
  start: ["([", "])"],
  entry: [">", "]"],
  chunk: ["[", "]"],
  fork: ["[/", "\\]"],
  loop: ["[/", "/]"],
  choice: ["{", "}"],
  gate: ["{{", "}}"],
  collection: ["[(", ")]"],
  flow: ["[[", "]]"],
  result: ["(((", ")))"],
  plumbing: ["(", ")"],
  note: ["[", "]"],
};
const ARROWS: Readonly<Record<EdgeStyle, string>> = { solid: "-->", dotted: "-.->", line: "-.-" };
const NOTE: ShapeClass = { name: "note", style: "fill:#ffffff,stroke:#888888,stroke-dasharray:2 2,color:#444444" };

/** Writes a drawing. `overlayOf` says what a run adds to a shape. */
export function mermaidText(
  { shapes, boxes, edges }: Drawing,
  direction: string,
  overlayOf: (shape: Shape) => Overlay | undefined,
): string {
  const ids = new Map([...shapes.keys()].map((key, index) => [key, `n${String(index + 1)}`]));
  const boxIds = new Map([...boxes.keys()].map((key, index) => [key, `b${String(index + 1)}`]));
  const classes = new Map<ShapeClass, string[]>();
  const lines = [`flowchart ${direction}`];

  const writeShape = (key: string, shape: Shape, indent: string): void => {
    const id = ids.get(key) ?? "";
    const overlay = overlayOf(shape);
    const [open, close] = BRACKETS[shape.kind];
    const text = [...shape.lines, ...(overlay ? [overlay.line] : [])].map(mermaidLabel).join("<br/>");
    lines.push(`${indent}${id}${open}"${text || " "}"${close}`);
    const look = overlay?.look ?? (shape.kind === "note" ? NOTE : undefined);
    if (look) classes.set(look, [...(classes.get(look) ?? []), id]);
  };
  const writeBox = (box: string | undefined, indent: string): void => {
    for (const [key, shape] of shapes) if (shape.box === box) writeShape(key, shape, indent);
    for (const [key, { title, box: outer }] of boxes) {
      if (outer !== box) continue;
      lines.push(`${indent}subgraph ${boxIds.get(key) ?? ""}["${mermaidLabel(title) || " "}"]`);
      writeBox(key, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };

  writeBox(undefined, "  ");
  for (const { from, to, label, style } of edges) {
    const text = label === undefined || label === "" ? "" : `|"${mermaidLabel(label)}"|`;
    lines.push(`  ${ids.get(from) ?? ""} ${ARROWS[style]}${text} ${ids.get(to) ?? ""}`);
  }
  for (const [{ name, style }, members] of classes) {
    lines.push(`  classDef ${name} ${style}`, `  class ${members.join(",")} ${name}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A line of a label is cut there: a drawing is no place for data. */
const MAX_SIGNS = 80;
const PLAIN = /[\p{L}\p{N}\p{M} ,()/'=!?\-_.]|[^\p{ASCII}\p{C}\p{Z}]/u;

/** A text as it may stand between quotes: letters, digits and harmless signs stay, all others become `#…;`. */
export function mermaidLabel(text: string): string {
  const oneLine = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").replace(/\p{Cs}/gu, "\uFFFD");
  const signs = Array.from(oneLine);
  const shown = signs.length > MAX_SIGNS ? [...signs.slice(0, MAX_SIGNS - 1), "…"] : signs;
  const coded = Array.from(shown, (sign) => (PLAIN.test(sign) ? sign : code(sign))).join("");
  return coded
    .replace(/^ *[-=_.]|^ *\d+[.)]/u, (mark) => mark.replace(/[^\d ]/u, code))
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, code);
}

function code(sign: string): string {
  return `#${String(sign.codePointAt(0))};`;
}
