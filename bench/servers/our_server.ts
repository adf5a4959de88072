/**
 * Our server, as an author would start it. Its argument is the name of a world.
 *
 * @module
 */
import { createApp, serve } from "@openenv/server";
import { answerCommands } from "../processes/commands.ts";
import { type WorldName, WORLDS } from "../worlds.ts";
import { serverCommands } from "./server_commands.ts";

const { environment } = WORLDS[Deno.args[0] as WorldName];
const app = createApp(environment, { maxSessions: 65_536 });
const { port } = await serve(app, { port: 0, onListen: () => {} });
await answerCommands(serverCommands(port));
