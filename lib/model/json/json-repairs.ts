// What is read although strict JSON has no such thing, and what it is read as.

/** Every repair by its name. A value that needs several has several; one that needs the same one twice is reported once. */
export const JSON_REPAIRS = {
  "unquoted-key": "A key without quotes is the text that stands there.",
  "single-quotes": "A text in single quotes is a text.",
  "curly-quotes": "A text in typographic or full-width quotes is a text.",
  "triple-quotes": "A text in three quotes is a text that may hold quotes and line breaks.",
  "raw-control": "A line break, tab or other control character in a text stands for itself.",
  "invalid-escape":
    "A backslash before something that it cannot escape stands for itself; before a single quote, for that.",
  "lone-surrogate": "Half of a pair of code units, without the other half, is U+FFFD.",
  "trailing-comma": "A comma before a closing bracket is passed over.",
  "missing-comma": "Two members with nothing between them have a comma there.",
  "full-width-comma": "A full-width comma is a comma.",
  "full-width-colon": "A full-width colon is a colon.",
  "odd-space": "A space that JSON does not know is a space.",
  comment: "A comment is passed over.",
  "python-literal": "True, False and None are true, false and null.",
  undefined: "undefined is null.",
  "non-finite": "NaN and Infinity, which no JSON can carry, are null.",
  "number-form": "A number with a plus sign, a bare point, leading zeros or in hexadecimal digits is that number.",
} as const;

/** The name of a repair. */
export type JsonRepairName = keyof typeof JSON_REPAIRS;

/** Takes note of a repair at a position of the whole text. */
export type ReportRepair = (repair: JsonRepairName, position: number) => void;
