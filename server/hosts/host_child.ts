/**
 * The entry of a process that hosts environments.
 *
 * @module
 */
import { serveParent } from "@openenv/sandbox/child";
import { HostEndpoint } from "./host_endpoint.ts";
import type { HostNotice, HostReply, HostRequest } from "./messages.ts";

let reply: (message: HostReply) => void;
const endpoint = new HostEndpoint((message) => reply(message));
await serveParent((message, send) => {
  reply = send;
  void endpoint.receive(message as HostRequest | HostNotice);
});
