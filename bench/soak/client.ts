/**
 * A process of callers, which play episodes until they are stopped or killed. Its argument is a
 * {@linkcode ClientSettings} in JSON.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@openenv/core";
import { answerCommands } from "../processes/commands.ts";
import { playClientEpisode } from "./client_episode.ts";
import { playJoinedEpisode } from "./joined_episode.ts";
import { type Counts, Tally } from "./tally.ts";

/** A name that no other process has, the number of callers, the base URLs of server and proxy, and a seed. */
export type ClientSettings = [name: string, callers: number, serverUrl: string, proxyUrl: string, seed: number];

/** The commands of a client process: report the counts since the last report, and stop, which takes a while. */
export type ClientCommands = { readonly take: () => Counts; readonly stop: () => Promise<Counts> };

const [name, callers, serverUrl, proxyUrl, seed]: ClientSettings = JSON.parse(Deno.args[0]!);
const tally = new Tally();
let stopped = false;
const playing = Array.from({ length: callers }, (_, index) => playOn(index));

const commands: ClientCommands = {
  take: () => tally.take(),
  stop: async () => {
    stopped = true;
    await Promise.all(playing);
    return tally.take();
  },
};
await answerCommands(commands);

async function playOn(index: number): Promise<void> {
  const random = new Random(seed + index);
  for (let run = 1; !stopped; run++) {
    const url = random.bool() ? serverUrl : proxyUrl;
    const caller = { name: `${name}.${index}.${run}`, serverUrl, url, random, tally };
    const way = random.choice(["websocket", "websocket", "http", "http", "joined"] as const);
    const played = way === "joined" ? playJoinedEpisode(caller) : playClientEpisode(caller, way);
    await played.catch((thrown) => tally.violations.push(`a caller broke off: ${thrown.stack ?? thrown}`));
    await sleep(random.int(1, 50));
  }
}
