/**
 * The entry of a worker that hosts environments.
 *
 * @module
 */
import process from "node:process";
import { HostEndpoint } from "./host_endpoint.ts";

/** The part of a worker's global scope that is used; its type would need a library that is not published. */
interface Scope {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

const scope = self as unknown as Scope;
const { parse, stringify } = JSON;
const post = scope.postMessage.bind(scope);
const close = scope.close.bind(scope);
const endpoint = new HostEndpoint((reply) => post(stringify(reply)));
scope.onmessage = ({ data }) => endpoint.receive(parse(data));

/** Deno tells nothing of a worker that ends itself, so the worker does. */
function end(code: unknown): never {
  post(stringify({ ended: `exited with code ${code ?? 0}` }));
  close();
  throw new Error("the worker has ended");
}
Deno.exit = end;
process.exit = end;
scope.close = () => end(0);
