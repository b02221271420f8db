/** A user's own package: what it exports must be nameable in declarations through the doors alone. */
import { defineEvent, inject, MemoryStream, subscribe, Variable, where } from "millrace";
import { z } from "zod";

export class Measured extends defineEvent("lab.measured", { value: z.number(), unit: z.enum(["C", "F"]) }) {
  get text(): string {
    return `${String(this.value)} ${this.unit}`;
  }
}
export class Corrected extends Measured.extend("lab.corrected", { reason: z.string() }) {}

export const hot = Measured.field("value").gt(30);
export const either = where`${Measured} | ${Corrected}`;
export const log = inject({ room: Variable<string>("room") }, (event: Measured, { room }) => `${room}: ${event.text}`);

export class Thermometer {
  readonly stream = new MemoryStream({ events: [Measured, Corrected] });
  readonly hot = this.stream.where(hot);

  @subscribe(Measured)
  onMeasured(event: Measured): void {
    console.log(event.text);
  }

  watch(handler: (event: Measured) => void) {
    return this.stream.where(Measured).subscribe(handler);
  }

  next() {
    return this.stream.get(Measured);
  }
}

const thermometer = new Thermometer();
thermometer.stream.attach(thermometer);
thermometer.hot.subscribe((event) => {
  console.log(`hot: ${event.text}`);
});
await thermometer.stream.send(new Measured({ value: 31, unit: "C" }));
