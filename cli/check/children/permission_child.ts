/**
 * The entry of a process that has the permissions of an environment, loads none of its code, and says what they grant.
 *
 * @module
 */
import { serveParent } from "@openenv/sandbox/child";
import type { PermissionRequest } from "@openenv/testing";

/** A question of the command. */
export interface PermissionQuestion {
  /** The number of the question. */
  readonly call: number;
  /** The requests. */
  readonly requests: readonly PermissionRequest[];
}

/** The answer to a question. */
export interface PermissionAnswer {
  /** The number of the question. */
  readonly call: number;
  /** For each request, whether it is granted. */
  readonly granted: readonly boolean[];
}

/** How a descriptor names what a permission is for. */
const KEYS: Readonly<Record<PermissionRequest["name"], string>> = {
  read: "path",
  write: "path",
  ffi: "path",
  net: "host",
  import: "host",
  env: "variable",
  run: "command",
  sys: "kind",
};

await serveParent((message, send) => {
  const { call, requests } = message as PermissionQuestion;
  send({ call, granted: requests.map(isGranted) } satisfies PermissionAnswer);
});

function isGranted({ name, value }: PermissionRequest): boolean {
  const descriptor = value === null ? { name } : { name, [KEYS[name]]: value };
  try {
    return Deno.permissions.querySync(descriptor as Deno.PermissionDescriptor).state === "granted";
  } catch {
    return false; // a name that Deno does not know is granted to nothing
  }
}
