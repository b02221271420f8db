/** Two runs compared: everything but ids and times, and causes by their places. */
import { agentEvents, BaseEvent } from "millrace";

/** The events of agents in a record. */
export function ofAgents(events: readonly BaseEvent[]): BaseEvent[] {
  return events.filter((event) => agentEvents.some((known) => event instanceof known));
}

/** Events as data, with names for what is named anew in each run: `turn 1`, `event 3`. */
export function golden(events: readonly BaseEvent[]): unknown[] {
  const names = new Map<unknown, string>();
  const nameOf = (kind: string, id: unknown): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `${kind} ${String(names.size + 1)}`;
    names.set(id, name);
    return name;
  };
  const inside = (value: unknown, key: string): unknown => {
    if (key === "turn" || key === "conversation" || key === "taskStream")
      return value === undefined ? value : nameOf(key, value);
    if (key === "requestId" && typeof value === "string") {
      const [turn = "", call] = value.split(":");
      return call === undefined ? nameOf("question", turn) : `${nameOf("turn", turn)}:${call}`;
    }
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (Array.isArray(value)) return value.map((item) => inside(item, ""));
    const fields = Object.entries(value).map(([name, field]) => [name, inside(field, name)] as const);
    const type = value instanceof BaseEvent ? { type: value.type, class: value.constructor.name } : {};
    return { ...type, ...Object.fromEntries(fields.filter(([, field]) => field !== undefined)) };
  };
  const places = new Map(events.map(({ id }, place) => [id, place]));
  return events.map((event) => ({
    ...(inside(event, "") as object),
    causedBy: event.causedBy === undefined ? "nothing" : (places.get(event.causedBy) ?? "something else"),
  }));
}
