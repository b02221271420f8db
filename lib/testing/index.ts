// The door `millrace/testing`: a clock that specs move, a record of what a stream sent, and contract suites for ports.
export { ManualClock } from "./manual-clock.js";
export { type EventRecord, recordEvents } from "./record-events.js";
export { type ContractRunner, storageContract } from "./storage-contract.js";
