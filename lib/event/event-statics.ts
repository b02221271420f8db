// Where upper floors attach what every event class can do. Events know no filters: the filter floor adds `field` and `or`
// here by declaration merging, and at run time by defining them on BaseEvent.

/** Static members of every event class, {@link BaseEvent} included. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the filter floor
export interface EventStatics {}

/** Any class of events: abstract or not, whatever its constructor takes. */
export type EventConstructor<E extends object = object> = abstract new (...args: never[]) => E;
