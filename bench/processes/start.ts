import type { LoadCommands } from "../load/load_process.ts";
import type { ServerCommands } from "../servers/server_commands.ts";
import type { WorldName } from "../worlds.ts";
import { Child } from "./child.ts";

/** A server process that listens. */
export interface ServerProcess {
  /** The process. */
  readonly child: Child<ServerCommands>;
  /** Its base URL. */
  readonly url: string;
}

/** Starts the bare server or ours, and waits until it listens. */
export async function startServer(
  which: "bare" | "our",
  world: WorldName,
  processes: AsyncDisposableStack,
): Promise<ServerProcess> {
  const child = processes.use(new Child<ServerCommands>(`servers/${which}_server.ts`, world));
  return { child, url: await child.ask("url") };
}

/** Starts the process that makes the load. */
export function startLoad(processes: AsyncDisposableStack): Child<LoadCommands> {
  return processes.use(new Child<LoadCommands>("load/load_process.ts"));
}
