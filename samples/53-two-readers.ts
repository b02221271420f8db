/**
 * One request, read in several ways at once and once more later: it is sent once, and all meet the same.
 *
 * Prints:
 *   the text, as it comes: {"city"|:"Porto|","stop|s":["Le|llo","R|ibeira"|]}
 *   the first stop, before the rest is written: Lello
 *   every stop: Lello, Ribeira
 *   late reader: city, stops[0], stops[1], stops, (all)
 *   1 call of the model
 */
import { Agent } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const model = TestModel.with({ pieces: 7 }, '{"city":"Porto","stops":["Lello","Ribeira"]}');
const result = new Agent("guide", { model })
  .input("Two stops in Porto.")
  .output({ city: z.string(), stops: [z.string()] })
  .getResult();

const text = (async () => {
  const pieces: string[] = [];
  for await (const piece of result.getGenerator("delta")) pieces.push(piece);
  return pieces.join("|");
})();
const first = result.field("stops[0]"); // a future, and an iterator; typed as string
const all = result.field("stops[*]");

console.log(`the text, as it comes: ${await text}`);
console.log(`the first stop, before the rest is written: ${await first}`);
console.log(`every stop: ${(await all).join(", ")}`);

const late: string[] = [];
for await (const { path, isComplete } of result.getGenerator("instant")) if (isComplete) late.push(path || "(all)");
console.log(`late reader: ${late.join(", ")}`);
console.log(`${String(model.calls.length)} call of the model`);
