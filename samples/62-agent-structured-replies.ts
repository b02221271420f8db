/**
 * Replies as data: a schema for the agent, another one for a single question, and an answer that does not fit at first.
 *
 * Prints:
 *   Porto in 2 days: Livraria Lello, Ribeira
 *   rejected: days, asked again
 *   walks 3 km, and that is a number: number
 *   in words: Take good shoes.
 *   OUTPUT_INVALID at days
 */
import assert from "node:assert/strict";
import { Agent, MemoryStream, MillraceError, OutputRejected } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const Trip = z.object({ city: z.string(), days: z.number().int(), stops: z.array(z.string()) });
const plan = '{"city":"Porto","days":2,"stops":["Livraria Lello","Ribeira"]}';
const wrong = '{"city":"Porto","days":"two","stops":[]}';

const agent = new Agent("planner", {
  model: new TestModel(wrong, plan, '{"km":3}', "Take good shoes.", wrong, wrong, wrong, wrong),
  reply: Trip,
});

const stream = new MemoryStream();
const rejected: string[] = [];
stream.where(OutputRejected).subscribe(({ issues }) => rejected.push(issues.map(({ path }) => path).join(", ")));

const trip = await agent.ask("Two days in Porto.", { stream });
const { city, days, stops } = trip.data; // { city: string; days: number; stops: string[] }
console.log(`${city} in ${days} days: ${stops.join(", ")}`);
console.log(`rejected: ${rejected.join("; ")}, asked again`);

// Another shape for one question, and plain text for the next one.
const walk = await trip.ask("How far do I walk?", { reply: z.object({ km: z.number() }) });
console.log(`walks ${walk.data.km} km, and that is a number: ${typeof walk.data.km}`);
const words = await walk.ask("Anything else?", { reply: null });
console.log(`in words: ${words.data}`);

// When asking again does not help, the error has the places.
const failure: unknown = await words.ask("And Lisbon?").catch((error: unknown) => error);
assert.ok(MillraceError.is(failure, "OUTPUT_INVALID"));
const [issue] = failure.details["issues"] as { readonly path: string }[];
console.log(`${failure.code} at ${String(issue?.path)}`);

// How it works
// - An answer that does not fit is asked for again, with what was wrong and where: `request.corrections` times, 3 by default.
// - What is asked again stays in the request: the conversation holds the question and the accepted answer.
// - `{ reply }` holds for one turn; then the agent's own schema is back.
