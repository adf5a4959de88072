/**
 * The program that Deno, Node and Bun run: plays the episode with the synchronous client over both transports, meets a
 * server that answers nothing, and prints what it saw. It leaves one client open, and ends all the same.
 *
 * @module
 */
import { EnvClient } from "../../client/mod.ts";
import { playEpisodeNow } from "./episode.ts";

const [url, deafUrl, token] = process.argv.slice(2);
const played = (["websocket", "http"] as const).map((transport) => playEpisodeNow(url!, { token, transport }));

const deaf = new EnvClient(deafUrl!, undefined, { closeTimeoutMs: 100 }).sync();
const codes = [() => deaf.step({}, { timeoutMs: 100 }), () => deaf.step({})].map((call) => {
  try {
    return call();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
});
deaf.close();
new EnvClient(url!, undefined, { token }).sync().connect();
console.log(JSON.stringify({ played, codes }));
