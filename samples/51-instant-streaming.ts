/**
 * Structured output while it is written: every field as it grows, and as it is complete, in the order of the document.
 *
 * Prints:
 *   title + Hel
 *   title + lo
 *   title done
 *   items[0] + one
 *   items[0] done
 *   items[1] + two
 *   items[1] done
 *   items done
 *   (all) done
 *   { title: 'Hello', items: [ 'one', 'two' ] }
 */
import { Agent } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const pieces = ['{"title": "', "Hel", 'lo", "items": ["', "one", '", "two', '"]}'];
const agent = new Agent("assistant", { model: new TestModel({ text: pieces.join(""), pieces }) });

const result = agent
  .input("Give me a title and two bullets.")
  .output({ title: z.string(), items: [z.string()] })
  .getResult();

for await (const { path, delta, isComplete } of result.getGenerator("instant")) {
  if (delta !== undefined) console.log(path, "+", delta);
  if (isComplete) console.log(path || "(all)", "done");
}
console.log(await result.getData()); // the same request: nothing is sent again
