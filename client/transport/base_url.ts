import { InvalidOptionError } from "@openenv/core/errors";

/**
 * Makes the WebSocket URL of a server from its base URL: `http` becomes `ws`, `https` becomes `wss`, no scheme means
 * `ws`, trailing slashes go, `/ws` comes on the end. A path prefix survives.
 *
 * @param base The base URL.
 * @returns The URL of the server's socket.
 * @throws `InvalidOptionError` for a query or a fragment, which appending would break, and for what is no URL.
 */
export function toWebSocketUrl(base: string | URL): string {
  return `${toHttpBase(base).replace("http", "ws")}/ws`;
}

/**
 * Makes the URL that a server's HTTP paths are appended to, by the same rules: `ws` becomes `http`, `wss` becomes
 * `https`, no scheme means `http`, and there is no slash at the end.
 *
 * @param base The base URL.
 * @returns The URL without a slash at its end.
 * @throws `InvalidOptionError` likewise.
 */
export function toHttpBase(base: string | URL): string {
  const text = String(base).trim();
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
