import { EnvClient } from "@openenv/client";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import { parseTarget } from "@openenv/registry/resolve";
import { type RunningServer, serve } from "@openenv/server";
import { readServerInfo } from "../shared/server_info.ts";
import { createServable } from "../shared/create_servable.ts";
import type { Output } from "../shared/command_line.ts";
import type { HostingFlags } from "../shared/hosting_flags.ts";
import type { CodeFlags } from "../shared/registry_flags.ts";
import { isUrl, resolveAnyTarget } from "../shared/targets.ts";

/** An environment to play. Dispose it. */
export interface Game extends AsyncDisposable {
  /** The environment's session. */
  readonly env: EnvClient;
  /** The environment's name, and its version if that is known. */
  readonly title: string;
  /** The JSON Schema of actions. */
  readonly action: JsonSchema;
}

/** Options for {@linkcode openGame}. */
export interface GameFlags extends CodeFlags, HostingFlags {}

/** Opens an environment to play: on the server of a URL, or on one of its own, which ends with the game. */
export async function openGame(target: string, flags: GameFlags, output: Output): Promise<Game> {
  const server = isUrl(target) && parseTarget(target).kind !== "module"
    ? undefined
    : await serveTarget(target, flags, output);
  const url = server?.url ?? target;
  const env = new EnvClient(url, undefined, { token: Deno.env.get("OPENENV_TOKEN") });
  const close = async () => {
    await env.close();
    await server?.shutdown();
  };
  try {
    const { metadata, schemas } = await readServerInfo(url);
    await env.connect();
    const title = [metadata.name, metadata.version].filter((part) => typeof part === "string").join(" ");
    const action = isRecord(schemas.action) ? schemas.action : {};
    return { env, title, action, [Symbol.asyncDispose]: close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function serveTarget(target: string, flags: GameFlags, output: Output): Promise<RunningServer> {
  const { registry, cachedOnly, trustRemoteCode, frozen } = flags;
  const log = (text: unknown) => output.warn(String(text));
  const resolved = await resolveAnyTarget(target, { registry, cachedOnly, trustRemoteCode, frozen, log });
  const { app } = await createServable(resolved, flags);
  return await serve(app, { port: 0, handleSignals: false, onListen: () => {} });
}
