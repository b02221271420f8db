/** Random plain data of every kind that events and filters carry, with all that JSON finds hard. */
import fc from "fast-check";

/** Texts of any code units, unpaired surrogates included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.array(fc.nat(0xffff), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    "",
    "a.b",
    '"',
    "\\",
    "\n",
    "[0]",
    "$date",
    "constructor",
    "toString",
    "Infinity",
    "null",
    "’",
    "\u2028",
  ),
);

/** Keys of objects; the one that no data has is left out. */
export const anyKey: fc.Arbitrary<string> = anyText.filter((key) => key !== "__proto__");

export const anyPrimitive: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e21, 5e-324, Number.MAX_SAFE_INTEGER + 2),
  fc.bigInt(),
  fc.constantFrom(true, false, null, undefined),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyPrimitive,
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(anyKey, tie("value")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie("value"), { maxLength: 3 }).map((members) => new Set(members)),
  ),
}));

/** Any plain data: primitives, dates, bytes, lists, objects, maps and sets, nested. */
export const anyData: fc.Arbitrary<unknown> = value;
