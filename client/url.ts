import { InvalidOptionError } from "@openenv/core";

/**
 * Makes the WebSocket URL of a server from its base URL: `http` becomes `ws`, `https` becomes `wss`, no scheme means
 * `ws`, trailing slashes go, `/ws` comes on the end. A path prefix survives.
 *
 * @throws `InvalidOptionError` for a query or a fragment, which appending would break, and for what is no URL.
 */
export function toWebSocketUrl(base: string | URL): string {
  const text = String(base).trim();
  const [, scheme, address] = /^(https?|wss?):\/\/(.*)$/is.exec(text) ?? [, "ws", text];
  const rest = address!.replace(/\/+$/, "");
  const url = `${scheme!.toLowerCase().replace("http", "ws")}://${rest}/ws`;
  if (!URL.canParse(url) || rest === "" || /[?#]/.test(rest)) {
    throw new InvalidOptionError(`Cannot use target "${base}": expected a base URL such as http://127.0.0.1:8000`, {
      option: "target",
    });
  }
  return url;
}
