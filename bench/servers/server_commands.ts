import { readUsage, type Usage } from "../processes/usage.ts";

/** What each server process can be asked. */
export type ServerCommands = {
  /** Where it listens, as in `http://127.0.0.1:8000`. */
  readonly url: () => string;
  /** What it has used so far. */
  readonly usage: (input: { readonly collect: boolean }) => Usage;
};

/** Makes the commands of a server that listens. */
export function serverCommands(port: number): ServerCommands {
  return { url: () => `http://127.0.0.1:${port}`, usage: ({ collect }) => readUsage(collect) };
}
