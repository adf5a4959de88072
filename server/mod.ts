/**
 * Hosts environments: `createApp` makes a server of an environment, `serve` binds it to a port.
 *
 * ```ts no-eval
 * import { createApp, serve } from "@openenv/server";
 * import environment from "./environment.ts";
 *
 * await serve(createApp(environment));
 * ```
 *
 * @module
 */
export { type App, createApp } from "./app.ts";
export { installCrashGuard } from "./crash_guard.ts";
export type { HostGuarantee, HostKind, HostSettings } from "./hosts/host_settings.ts";
export type { EnvironmentSource, ModuleSource } from "./hosts/source.ts";
export { HttpEnvServer } from "./http_env_server.ts";
export type { AppOptions, HttpSessionMode, ServerMode } from "./options.ts";
export { createLogger, type LogFormat, type LoggerOptions } from "./log/create_logger.ts";
export type { LogFields, Logger, LogLevel } from "./log/logger.ts";
export type { RouteContext, Router } from "./register_routes.ts";
export { type RunningServer, type Servable, serve, type ServeOptions } from "./serve.ts";
