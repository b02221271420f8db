// A comment between two values, from behind its slash on.
import { LINE_FEED, RETURN, SLASH, STAR } from "./json-marks.js";

/** Reads one comment after the other; {@link JsonComment.open} begins the next one. */
export class JsonComment {
  #kind: "unknown" | "line" | "block" = "unknown";
  #starred = false;
  /** Where its slash stands. */
  position = 0;

  open(position: number): void {
    this.position = position;
    this.#kind = "unknown";
    this.#starred = false;
  }

  /** What a character makes of it: it turns out to be one, goes on, ends, or was none. */
  read(code: number): "begins" | "goes on" | "ends" | "none" {
    if (this.#kind === "unknown") {
      if (code !== SLASH && code !== STAR) return "none";
      this.#kind = code === STAR ? "block" : "line";
      return "begins";
    }
    if (this.#kind === "line") return code === LINE_FEED || code === RETURN ? "ends" : "goes on";
    if (this.#starred && code === SLASH) return "ends";
    this.#starred = code === STAR;
    return "goes on";
  }
}
