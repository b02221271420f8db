// The door `millrace/telemetry`: spans of what agents do. Nothing else in the house loads the library behind it.
export { telemetry, type TelemetryOptions } from "./telemetry.js";
