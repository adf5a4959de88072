/**
 * The hosts that run environments outside of a server's thread, for programs that host without a server.
 *
 * @module
 */
export { hostPermissions } from "./create_remote_host.ts";
export { type EndpointInspection, HostEndpoint } from "./host_endpoint.ts";
export type { HostPort } from "./host_port.ts";
export type { HostNotice, HostReply, HostRequest } from "./messages.ts";
export { type ProcessOptions, startProcess } from "./process_host.ts";
export type { RemoteEnvironment } from "./remote_environment.ts";
export { RemoteHost, type RemoteHostSettings } from "./remote_host.ts";
