/**
 * Our server with the echo environment, whose actions are tool calls.
 *
 * @module
 */
import { createApp, serve } from "@openenv/server";
import environment from "../../envs/echo_env/environment.ts";
import { answerCommands } from "../processes/commands.ts";
import { serverCommands } from "./server_commands.ts";

const app = createApp(environment, { maxSessions: 16_384 });
const { port } = await serve(app, { port: 0, onListen: () => {} });
await answerCommands(serverCommands(port));
