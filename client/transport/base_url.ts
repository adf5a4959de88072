import { InvalidOptionError } from "@openenv/core/errors";

/**
 * Converts a server's base URL to its WebSocket URL: `http` becomes `ws`, `https` becomes `wss`, and no scheme means
 * `ws`. Trailing slashes are removed and `/ws` is appended. A path prefix is kept.
 *
 * @param base The base URL.
 * @returns The URL of the server's socket.
 * @throws `InvalidOptionError` for an invalid URL, and for a query or a fragment, which appending would break.
 */
export function toWebSocketUrl(base: string | URL): string {
  return `${toHttpBase(base).replace("http", "ws")}/ws`;
}

/**
 * Converts a server's base URL to the URL that HTTP paths are appended to, by the same rules: `ws` becomes `http`,
 * `wss` becomes `https`, no scheme means `http`, and trailing slashes are removed.
 *
 * @param base The base URL.
 * @returns The URL without a trailing slash.
 * @throws `InvalidOptionError` as above.
 */
export function toHttpBase(base: string | URL): string {
  const text = String(base).trim();
  const [, foreign] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  if (foreign !== undefined && !/^(https?|wss?)$/i.test(foreign)) {
    const state = `its scheme is ${foreign}, expected http, https, ws or wss, as in http://127.0.0.1:8000`;
    throw new InvalidOptionError(`Cannot use target "${base}": ${state}`, { option: "target" });
  }
  const [, scheme, address] = /^(https?|wss?):\/\/(.*)$/is.exec(text) ?? [, "http", text];
  const rest = address!.replace(/\/+$/, "");
  const url = `${scheme!.toLowerCase().replace("ws", "http")}://${rest}`;
  if (!URL.canParse(url) || rest === "" || /[?#]/.test(rest)) {
    throw new InvalidOptionError(`Cannot use target "${base}": expected a base URL such as http://127.0.0.1:8000`, {
      option: "target",
    });
  }
  return url;
}
