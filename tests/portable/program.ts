/**
 * The program that Node and Bun run: plays the episode with the server that its arguments name, and prints what it saw.
 *
 * @module
 */
import process from "node:process";
import { playEpisode } from "./episode.ts";

const [url, token] = process.argv.slice(2);
console.log(JSON.stringify(await playEpisode(url!, { token })));
