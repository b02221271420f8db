// A stable name in the place of an id that differs from run to run: `callId#1`, or for events `tool.call#2`.

/** The name of one id, the same wherever the id stands. */
export class Tie {
  constructor(
    /** The type of the event, or the field in which the id came first. */
    readonly kind: string,
    /** Counted from 1 for each kind, in the order of first appearance. */
    readonly count: number,
    readonly isEvent: boolean,
  ) {}

  toString(): string {
    return `${this.kind}#${String(this.count)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Gives names to ids in the order in which it is asked. */
export class TieNames {
  private readonly ties = new Map<string, Tie>();
  private readonly counts = new Map<string, number>();

  /** The name of an id; a new one where it has none. */
  nameOf(id: string, kind: string, isEvent = false): Tie {
    const known = this.ties.get(id);
    if (known) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    const tie = new Tie(kind, count, isEvent);
    this.counts.set(kind, count);
    this.ties.set(id, tie);
    return tie;
  }

  /** The name of the event with this id, if it has one. */
  eventNamed(id: string): Tie | undefined {
    const tie = this.ties.get(id);
    return tie?.isEvent ? tie : undefined;
  }
}

const ID_FIELDS: readonly string[] = [
  ...["callId", "toolCallId", "requestId", "turn", "conversation"],
  ...["execution", "taskId", "taskStream"],
];

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/iu;

/** Says which texts are ids: by the field that they stand in, or by their look. */
export function idRule(more: readonly string[]): (text: string, field: string) => boolean {
  const fields = new Set([...ID_FIELDS, ...more]);
  return (text, field) => text !== "" && (fields.has(field) || UUID.test(text));
}
