/**
 * The entry of a process that hosts an environment and looks at it from its own side.
 *
 * @module
 */
import { serveParent } from "@openenv/sandbox/child";
import { HostEndpoint } from "@openenv/server/host-endpoint";
import type { HostNotice, HostReply, HostRequest } from "@openenv/server/hosts";
import { Inspector, type Question } from "@openenv/testing/inspection";

let inspector: Inspector;
let reply: (message: HostReply) => void;
const endpoint = new HostEndpoint((message) => reply(message), {
  inspect(implementation) {
    inspector = new Inspector(implementation);
    return inspector.watched;
  },
  answer: (question) => inspector.answer(question as Question),
});
await serveParent((message, send) => {
  reply = send;
  void endpoint.receive(message as HostRequest | HostNotice);
});
