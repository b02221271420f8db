// Texts that must not grow: cut at a length, never through a character.

/** The text, or its beginning with `…` behind it: at most `most` UTF-16 units. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
