// The everyday door: events, filters, streams, context, injection, flows, agents, models. What stands in the lists of `names/`
// is public, and nothing else.
import "reflect-metadata";
import "./filter/event-filters.js";
import "./inject/tsyringe-injector.js";

export * from "./names/bus.js";
export * from "./names/flows.js";
export * from "./names/agents.js";
export * from "./names/models.js";
