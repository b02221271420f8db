// The text of a turn while it is written.
import type { Stream } from "../../stream/stream.js";
import { ModelMessageChunk } from "../events/model-events.js";
import { TurnCancelled, TurnCompleted, TurnEvent, TurnFailed, TurnStarted } from "../events/turn-events.js";

/** The pieces, to the end of the turn and not of its result: who reads slowly reads all. Begins the turn. */
export async function* turnText(
  stream: Stream,
  turn: string,
  begin: () => Promise<unknown>,
): AsyncGenerator<string, void, undefined> {
  using pieces = stream.where([ModelMessageChunk, TurnEvent]).join({ buffer: Infinity });
  let hasBegun = false;
  using _ = stream.where(TurnStarted, { turn }).subscribe(() => {
    hasBegun = true;
  });
  const result = begin();
  result.catch(() => {
    if (!hasBegun) pieces[Symbol.dispose](); // its end is told to nobody
  });
  for await (const event of pieces) {
    if (event.turn !== turn) continue;
    if (event instanceof ModelMessageChunk) yield event.content;
    else if (isEnd(event)) break;
  }
  await result;
}

function isEnd(event: TurnEvent): boolean {
  return event instanceof TurnCompleted || event instanceof TurnFailed || event instanceof TurnCancelled;
}
