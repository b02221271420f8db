import { describe, expect, it } from "vitest";
import { substitute } from "../../../lib/model/prompt/substitute.js";

const variables = { name: "Ada", count: 3, list: [1, 2], loop: "${name}", none: null, größe: "L" };
const put = (value: unknown): unknown => substitute(value, variables, (one) => JSON.stringify(one).replaceAll('"', ""));

describe("substitute", () => {
  it("keeps the type of a text that is one variable, and writes it in a longer one", () => {
    expect(put("${count}")).toBe(3);
    expect(put("${list}")).toBe(variables.list);
    expect(put("${none}")).toBeNull();
    expect(put("${name} has ${count} of ${list}, ${größe}")).toBe("Ada has 3 of [1,2], L");
    expect(put("${count}${count}")).toBe("33");
  });

  it("looks into data, keys included", () => {
    expect(put({ "${name}": ["${count}", { deep: "hi ${name}" }], at: 5 })).toEqual({
      Ada: [3, { deep: "hi Ada" }],
      at: 5,
    });
    const date = new Date(0);
    expect(put([date])).toEqual([date]);
  });

  it("leaves names that nobody knows, and values as they are", () => {
    expect(put("${other} ${toString} ${ENV.HOME} $name ${ name }")).toBe(
      "${other} ${toString} ${ENV.HOME} $name ${ name }",
    );
    expect(put("say ${loop}")).toBe("say ${name}");
    expect(put("${loop}")).toBe("${name}");
  });
});
