/**
 * Our own server as a child process, as the Python programs of this folder meet it.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { type ServerChild, startServerChild } from "./child.ts";

/** The program, without its options. */
const COMMAND = [Deno.execPath(), "run", "-A", fileURLToPath(new URL("note_env_server.ts", import.meta.url))] as const;
const START_TIMEOUT_MS = 120_000;

/** Which environment our server hosts, and how. */
export interface OurServerOptions {
  /** `note` by default; `tasks` is `note` with tasks, `failing` with a factory that throws. */
  readonly environment?: "note" | "tasks" | "probe" | "form" | "echo" | "grid" | "coding" | "reasoning" | "failing";
  /** Slots; our default if left out. */
  readonly maxSessions?: number;
  /** How long a step may take, in milliseconds; our default if left out. */
  readonly stepTimeoutMs?: number;
  /** The mode; our default if left out. */
  readonly mode?: "simulation" | "production";
  /** The bearer token that requests must carry; none if left out. */
  readonly token?: string;
}

/** Starts our server and waits until it listens; dispose it. */
export async function startOurServer(options: OurServerOptions = {}): Promise<ServerChild> {
  const [command, ...program] = COMMAND;
  const args = ["--port", "0", "--environment", options.environment ?? "note"];
  if (options.maxSessions !== undefined) args.push("--max-sessions", String(options.maxSessions));
  if (options.stepTimeoutMs !== undefined) args.push("--step-timeout-ms", String(options.stepTimeoutMs));
  const env = {
    ...(options.mode !== undefined && { OPENENV_MODE: options.mode }),
    ...(options.token !== undefined && { OPENENV_TOKEN: options.token }),
  };
  return await startServerChild({ command, args: [...program, ...args], env }, START_TIMEOUT_MS);
}
