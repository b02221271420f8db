// The memory tenant of the storage port: streams of one process that share their past by id.
import type { EventLog, EventLogOptions, Storage } from "../stream/event-log.js";
import { MemoryLog } from "../stream/memory-log.js";

/**
 * Keeps the past of streams in memory. Two streams with one id and one storage share their history; it lives as long as
 * the storage does. The first stream's `retain` holds for both.
 */
export class MemoryStorage implements Storage {
  readonly #logs = new Map<string, MemoryLog>();

  log(streamId: string, { retain }: EventLogOptions): EventLog {
    let log = this.#logs.get(streamId);
    if (!log) this.#logs.set(streamId, (log = new MemoryLog(retain)));
    return log;
  }
}
