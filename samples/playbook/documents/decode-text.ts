// Decodes bytes into text, or says why they are no text. UTF-8 is expected; UTF-16 is read when its mark announces it,
// as older Windows editors write it. A guess at any other encoding would only hide the trouble.

export type Decoded = { readonly text: string } | { readonly problem: string };

const BINARY: readonly (readonly [string, string])[] = [
  ["%PDF-", "a PDF"],
  ["PK\u0003\u0004", "a ZIP archive or an office document"],
  ["\u0089PNG", "a PNG picture"],
  ["\u00FF\u00D8\u00FF", "a JPEG picture"],
  ["GIF8", "a GIF picture"],
  ["\u001F\u008B", "a gzip archive"],
  ["\u007FELF", "a program"],
  ["{\\rtf", "a rich text document"],
];

export function decodeText(bytes: Uint8Array): Decoded {
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  const known = BINARY.find(([mark]) => head.startsWith(mark));
  if (known) return { problem: `it is ${known[1]}; only plain text and Markdown are read` };
  const utf16 = head.startsWith("\u00FF\u00FE") ? "utf-16le" : head.startsWith("\u00FE\u00FF") ? "utf-16be" : undefined;
  const text = decode(bytes, utf16 ?? "utf-8");
  if (text === undefined) return { problem: "it is not valid UTF-8 text; save it as UTF-8, or it is a binary file" };
  if (text.includes("\0")) return { problem: "it holds NUL bytes, so it is a binary file" };
  return { text };
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
