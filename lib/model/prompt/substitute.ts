// Variables in what is said: `${name}`, put in when it is said.

const NAME = /\$\{([\p{ID_Start}_$][\p{ID_Continue}$.-]*)\}/gu;

/**
 * The value with variables in the place of `${name}`, in every text inside of it. A text that is nothing but one variable
 * becomes its value, of whatever type; in a longer one it is written as `write` does. Names that are not among the
 * variables stay as they are, and values are not looked into for further ones.
 */
export function substitute(
  value: unknown,
  variables: Readonly<Record<string, unknown>>,
  write: (value: unknown) => string,
): unknown {
  if (typeof value === "string") return inText(value, variables, write);
  if (Array.isArray(value)) return value.map((item: unknown) => substitute(item, variables, write));
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      write(inText(key, variables, write)),
      substitute(inner, variables, write),
    ]),
  );
}

function inText(
  text: string,
  variables: Readonly<Record<string, unknown>>,
  write: (value: unknown) => string,
): unknown {
  const [whole] = text.matchAll(NAME);
  const name = whole?.[0] === text ? whole[1] : undefined;
  if (name !== undefined && Object.hasOwn(variables, name)) return variables[name];
  return text.replaceAll(NAME, (written, inner: string) =>
    Object.hasOwn(variables, inner) ? write(variables[inner]) : written,
  );
}
