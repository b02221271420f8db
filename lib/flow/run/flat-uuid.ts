// Ids for executions.
import { randomUUID } from "node:crypto";

/** A UUID in one piece: Node gives a tree of small ones, which is ten times as large, and many executions may wait. */
export function flatUuid(): string {
  return Buffer.from(randomUUID(), "latin1").toString("latin1");
}
