// Where requests go and with which headers, and how to speak of both without giving secrets away.
import { refuse } from "./refuse-option.js";

const PATH = "/chat/completions";
/** Names of headers and of parameters of an address whose values are nobody's business. */
const SECRET = /auth|key|token|secret|cookie|passw|signature|^sig$/i;
const HIDDEN = "[hidden]";

/** An address with its headers. */
export class Endpoint {
  readonly url: string;
  /** The same without the values of secret parameters. */
  readonly shownUrl: string;
  /** Whether the server runs on this machine. */
  readonly isLoopback: boolean;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secrets: readonly string[];

  /** Throws OPTION_INVALID. */
  constructor(
    baseUrl: string,
    path: string = PATH,
    headers: Readonly<Record<string, string>> = {},
    keys: readonly string[] = [],
  ) {
    const url = parse(baseUrl);
    const tail = path === "" || path.startsWith("/") ? path : `/${path}`;
    const base = url.pathname.replace(/\/+$/, "");
    url.pathname = base.endsWith(tail) ? base : base + tail;
    url.hash = "";
    this.url = url.href;
    const hidden = [...url.searchParams].filter(([name]) => SECRET.test(name));
    for (const [name] of hidden) url.searchParams.set(name, HIDDEN);
    this.shownUrl = url.href;
    this.isLoopback = isLoopback(url.hostname);
    this.#headers = checkHeaders(headers);
    const told = Object.entries(headers).filter(([name]) => SECRET.test(name));
    this.#secrets = [...keys, ...told.map(([, value]) => value), ...hidden.map(([, value]) => value)].filter(
      (secret) => secret.length > 3,
    );
  }

  /** The headers of a request. */
  headersFor(key: string | undefined, streams: boolean): Record<string, string> {
    return {
      "content-type": "application/json",
      accept: streams ? "text/event-stream" : "application/json",
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...this.#headers,
    };
  }

  /** The text without any key or secret header in it. */
  hide(text: string): string {
    return this.#secrets.reduce((told, secret) => told.replaceAll(secret, HIDDEN), text);
  }
}

function parse(baseUrl: unknown): URL {
  const url = typeof baseUrl === "string" && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw refuse("baseUrl", "is no http or https address", "Give one such as http://127.0.0.1:11434/v1.");
  }
  if (url.username === "" && url.password === "") return url;
  throw refuse("baseUrl", "has a user or a password in it", "Give an authorization header instead.");
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$|^0\.0\.0\.0$/.test(host)
  );
}

// Lower-case names, so that the caller's own take the place of those of the client.
function checkHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const fits =
      typeof value === "string" && /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value);
    if (!fits)
      throw refuse(`headers["${name}"]`, "is no header", "Line breaks and texts beyond Latin-1 cannot be sent.");
    checked[name.toLowerCase()] = value;
  }
  return checked;
}
