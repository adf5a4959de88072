/**
 * Our server, with its environments in a host. Its arguments are the kind of the host and the module of the world.
 *
 * @module
 */
import { createApp, type HostKind, serve } from "@openenv/server";
import { answerCommands } from "../processes/commands.ts";
import { serverCommands } from "./server_commands.ts";

const module = import.meta.resolve(`./${Deno.args[1] ?? "hosted_world.ts"}`);
const host = { kind: Deno.args[0] as HostKind, workerOptions: true, warmHosts: 2 };
const app = createApp({ module }, { maxSessions: 1024, host });
const { port } = await serve(app, { port: 0, onListen: () => {} });
await answerCommands(serverCommands(port));
