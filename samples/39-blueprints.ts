/**
 * A flow as data: saved as JSON, read as YAML, changed there by hand, and loaded into a flow that has only the functions.
 *
 * Prints:
 *   kind: millrace.blueprint
 *   version: 1
 *   name: sayings
 *   nodes:
 *     - kind: chunk
 *       id: split
 *       on:
 *         - start
 *       chunk:
 *         handler: split
 *     - kind: forEach
 *       id: forEach-2
 *       on:
 *         - ended/split
 *       concurrency: 4
 *   the same: ["look","AT","THE","mill"] ["look","AT","THE","mill"]
 *   changed: ["A","B"]
 *   BLUEPRINT_UNBOUND: condition "short" at nodes[2].cases[0].condition, chunk "upper" at nodes[3].chunk
 *   BLUEPRINT_INVALID: nodes[1].kind
 *   BLUEPRINT_INVALID: line 1
 */
import assert from "node:assert/strict";
import { MillraceError, TriggerFlow } from "millrace";
import { blueprintFromYaml, blueprintToYaml } from "millrace/yaml";

// Everything that is code has a name; the rest is data.
const flow = new TriggerFlow("sayings");
const split = flow.chunk("split", ({ value }) => String(value).split(" "));
const upper = flow.chunk("upper", ({ value }) => String(value).toUpperCase());
const short = flow.condition("short", ({ value }) => String(value).length < 4);
flow.to(split).forEach({ concurrency: 4 }).ifCondition(short).to(upper).endCondition().endForEach().end();

const json = flow.saveBlueprint();
const yaml = blueprintToYaml(json);
console.log(yaml.split("\n").slice(0, 15).join("\n")); // and so on

// Another flow, maybe in another program, brings the functions; the definition comes from the text.
const handlers = {
  chunks: { split: ({ value }: { value: unknown }) => String(value).split(" "), upper },
  conditions: { short },
};
const twin = new TriggerFlow("sayings");
twin.loadBlueprint(JSON.stringify(json), handlers);
const [one, other] = [await flow.start("look at the mill"), await twin.start("look at the mill")];
console.log("the same:", JSON.stringify(one.result), JSON.stringify(other.result));

// People change the text: here, one item at a time and in another order of outputs.
const changed = new TriggerFlow("sayings");
changed.loadBlueprint(blueprintFromYaml(yaml.replace("concurrency: 4", "concurrency: 1")), handlers);
console.log("changed:", JSON.stringify((await changed.start("a b")).result));

// What is missing or broken says where.
const where = ({ details, message }: MillraceError): string =>
  typeof details["path"] === "string" ? details["path"] : message.split(/\n\s*/).slice(1, 3).join(", ");
const refusals = [
  () => {
    new TriggerFlow("sayings").loadBlueprint(json, { chunks: { split } });
  },
  () => {
    twin.loadBlueprint(blueprintFromYaml(yaml.replace("kind: forEach", "kind: forEech")), handlers);
  },
  () => {
    blueprintFromYaml("flow: [unfinished");
  },
];
for (const refusal of refusals) {
  try {
    refusal();
  } catch (error) {
    assert.ok(MillraceError.is(error));
    console.log(`${error.code}: ${where(error)}`);
  }
}

assert.deepEqual(one.result, ["look", "AT", "THE", "mill"]);
assert.deepEqual(other.result, one.result);
assert.deepEqual(blueprintFromYaml(yaml), json);

// How it works
// - Functions in a chain without a name cannot be saved: give them one with `flow.chunk` and `flow.condition`.
// - `loadBlueprint` checks all of it before anything changes; executions that run keep the definition they began with.
