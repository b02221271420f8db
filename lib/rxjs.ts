// The door `millrace/rxjs`: streams as observables, and observables that feed a stream.
export { ObservableFailed } from "./stream/bus-events.js";
export { toObservable } from "./stream/observable.js";
export { fromObservable, type ObservableFeed } from "./stream/observable-feed.js";
