/**
 * Drives environments over a WebSocket, over HTTP, or in the same process.
 *
 * ```ts
 * import { EnvClient } from "@openenv/client";
 *
 * export async function playOnce(url: string) {
 *   await using env = new EnvClient(url);
 *   let result = await env.reset({ seed: 7 });
 *   while (!result.done) result = await env.step({ action: "RIGHT" });
 *   return result.reward;
 * }
 * ```
 *
 * @module
 */
export { connect } from "./connect.ts";
export { EnvClient } from "./env_client.ts";
export type { JsonRecord, UntypedSchemas } from "./env_calls.ts";
export type { ImageOptions, SpaceOptions } from "./container/image_options.ts";
export { HttpEnvClient } from "./http_env_client.ts";
export type { CallOptions, EnvClientOptions, InProcessOptions, ModuleOptions } from "./options.ts";
export type { ModuleHost, ModuleTarget } from "./local/module_target.ts";
export { type SyncCallOptions, SyncEnvClient, type SyncTaskPagesOptions } from "./sync_env_client.ts";
export type { TaskPagesOptions } from "./task_flows.ts";
export type { ToolArguments, ToolName, ToolOf, ToolsOf, ToolValue } from "./tool_client.ts";
export type { ToolDescription } from "./tool_flows.ts";
