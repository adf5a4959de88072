/**
 * The entry of a worker that hosts environments.
 *
 * @module
 */
import { HostEndpoint } from "./host_endpoint.ts";

/** The part of a worker's global scope that is used; its type would need a library that is not published. */
interface Scope {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  postMessage(message: unknown): void;
}

const scope = self as unknown as Scope;
const endpoint = new HostEndpoint((reply) => scope.postMessage(JSON.stringify(reply)));
scope.onmessage = ({ data }) => void endpoint.receive(JSON.parse(data));
