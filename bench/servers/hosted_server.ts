/**
 * Our server, with its environments in a host. Its argument is the kind of the host.
 *
 * @module
 */
import { createApp, type HostKind, serve } from "@openenv/server";
import { answerCommands } from "../processes/commands.ts";
import { serverCommands } from "./server_commands.ts";

const module = import.meta.resolve("./hosted_world.ts");
const host = { kind: Deno.args[0] as HostKind, workerOptions: true, warmHosts: 2 };
const app = createApp({ module }, { maxSessions: 1024, host });
const { port } = await serve(app, { port: 0, onListen: () => {} });
await answerCommands(serverCommands(port));
