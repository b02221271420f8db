// A body for people to look at: as it is sent, with the data of pictures and documents cut short, and without secrets.

/** Data longer than this, in characters, is cut. */
const SHORT = 64;

/** Gives the body of a request as plain data that can be shown. */
export function describeBody(body: string, hide: (text: string) => string): unknown {
  return JSON.parse(body, (key, value: unknown) => {
    if (typeof value !== "string") return value;
    const isData = /^data:[^,]*,/.test(value) || (key === "data" && /^[\w+/]+=*$/.test(value));
    return isData && value.length > SHORT
      ? `${value.slice(0, SHORT)}… (${String(value.length)} characters)`
      : hide(value);
  });
}
