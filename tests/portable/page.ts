/**
 * The script of the page that a browser opens: plays the episode with the server that the page comes from, and tries
 * what a browser's WebSocket can't do. The test reads `outcome`.
 *
 * @module
 */
import { connect, EnvClient, type EnvClientOptions } from "@openenv/client";
import { EXPECTED_EPISODE, playEpisode } from "./episode.ts";

/** What the page found out. */
export interface PageOutcome {
  /** What the episode came to. */
  readonly episode: unknown;
  /** What an episode comes to elsewhere. */
  readonly expected: unknown;
  /** How connecting with a token failed. */
  readonly token: unknown;
  /** How connecting with a header failed. */
  readonly headers: unknown;
  /** How making a synchronous client failed. */
  readonly sync: unknown;
}

/** Resolves when all is tried. */
export const outcome: Promise<PageOutcome> = tryAll(location.origin);
Object.assign(globalThis, { outcome });

async function tryAll(url: string): Promise<PageOutcome> {
  const token = await refusal(url, { token: "secret" });
  const headers = await refusal(url, { headers: { "x-trainer": "7" } });
  const sync = await errorOf(() => Promise.resolve(new EnvClient(url).sync()));
  return { episode: await playEpisode(url), expected: EXPECTED_EPISODE, token, headers, sync };
}

function refusal(url: string, options: EnvClientOptions): Promise<unknown> {
  return errorOf(async () => {
    const env = await connect(url, undefined, options);
    await env.close();
  });
}

async function errorOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
    return "done";
  } catch (error) {
    const { name, code } = error as Error & { code: string };
    return { name, code };
  }
}
