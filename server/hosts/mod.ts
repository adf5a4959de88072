/**
 * The hosts that run environments outside of a server's thread, for programs that host without a server.
 *
 * @module
 */
export { hostPermissions, namedVariables } from "./create_remote_host.ts";
export { createHost, type CreateHostOptions, type EnvironmentSource, type ModuleSource } from "./source.ts";
export type { HostGuarantee, HostKind, HostSettings } from "./host_settings.ts";
export type { HostPort, KillReason } from "./host_port.ts";
export type { HostAnswer, HostNotice, HostReply, HostRequest, RemoteError, RemoteHostOptions } from "./messages.ts";
export { hostFlags } from "./package_config.ts";
export { type ProcessOptions, startProcess } from "./process_host.ts";
export type { RemoteEnvironment } from "./remote_environment.ts";
export { RemoteHost, type RemoteHostSettings } from "./remote_host.ts";
