/**
 * The script of the page that a browser opens: plays the episode with the server that the page comes from, and tries
 * what a browser's WebSocket can't do. The test reads `outcome`.
 *
 * @module
 */
import { connect, type EnvClientOptions } from "@openenv/client";
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
}

/** Resolves when all is tried. */
export const outcome: Promise<PageOutcome> = tryAll(location.origin);
Object.assign(globalThis, { outcome });

async function tryAll(url: string): Promise<PageOutcome> {
  const token = await refusal(url, { token: "secret" });
  const headers = await refusal(url, { headers: { "x-trainer": "7" } });
  return { episode: await playEpisode(url), expected: EXPECTED_EPISODE, token, headers };
}

async function refusal(url: string, options: EnvClientOptions): Promise<unknown> {
  try {
    const env = await connect(url, undefined, options);
    await env.close();
    return "connected";
  } catch (error) {
    const { name, code } = error as Error & { code: string };
    return { name, code };
  }
}
