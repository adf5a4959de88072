import { InvalidOptionError } from "@openenv/core/errors";
import type { ChildPermissions } from "@openenv/sandbox";
import type { HostPort } from "./host_port.ts";

/** Options of {@linkcode startWorker}. */
export interface WorkerHostOptions {
  /** The permissions of the environments. */
  readonly permissions: ChildPermissions;
  /** `true` if the program may start workers with permissions of their own. */
  readonly isEnabled: boolean;
}

/**
 * Starts a worker with the declared permissions. It has a thread of its own, but a synchronous loop in it can't be
 * ended, and its memory has no limit.
 *
 * @throws `InvalidOptionError` if `worker-options` is not set: Deno would end the process.
 */
export function startWorker({ permissions, isEnabled }: WorkerHostOptions): HostPort {
  if (!isEnabled) {
    throw new InvalidOptionError(
      `Cannot use option host.kind: "worker" needs "unstable": ["worker-options"] in deno.json or the flag ` +
        "--unstable-worker-options, and the option workerOptions: true to say so",
      { option: "host.kind" },
    );
  }
  const worker = new Worker(new URL("./host_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: permissions === "all" ? "inherit" : toWorkerPermissions(permissions) },
  } as WorkerOptions);
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const end = (reason: string) => {
    worker.terminate();
    resolve(reason);
  };
  const port: HostPort = {
    onMessage: undefined,
    ended,
    isKillable: false,
    send: (message) => worker.postMessage(JSON.stringify(message)),
    kill: (by) => end(by === "protocol" ? "its worker broke the protocol" : "its worker was given up"),
    close: () => Promise.resolve(end("its worker was closed")),
  };
  worker.onmessage = ({ data }) => {
    let message: unknown;
    try {
      message = JSON.parse(data);
    } catch {
      return port.kill("protocol");
    }
    const { ended } = (message ?? {}) as { readonly ended?: unknown };
    if (ended === undefined) return port.onMessage?.(message);
    end(`its worker ${String(ended).slice(0, 100)}`);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end(`its worker failed: ${event.message}`);
  };
  return port;
}

function toWorkerPermissions(permissions: Exclude<ChildPermissions, "all">): Record<string, unknown> {
  const kinds = ["read", "write", "net", "env", "run", "ffi", "sys"] as const;
  return { ...Object.fromEntries(kinds.map((kind) => [kind, permissions[kind] ?? false])), import: false };
}
