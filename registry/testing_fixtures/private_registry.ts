import { join } from "node:path";
import { AutoEnv, type AutoEnvOptions } from "../auto_env.ts";
import { addToRegistry } from "../resolve/add_to_registry.ts";
import type { RegistryEntry } from "../resolve/registry_index.ts";

const MANIFEST = `name: tally_env
version: 1.0.0
description: Counts steps.
module: src/environment.ts
aliases: [counter]
permissions: { env: [TALLY_STEP] }
`;

const ENVIRONMENT = `import { defineEnvironment } from "@openenv/core";
import { z } from "zod";
import { first } from "../first.ts";

export default defineEnvironment({
  name: "tally_env",
  action: z.object({ by: z.int().default(1) }),
  observation: z.object({ count: z.int() }),
}).implement(() => {
  let count = first;
  return {
    reset: () => ({ observation: { count } }),
    step: ({ by }) => ({ observation: { count: count += by }, reward: 1 }),
  };
});
`;

/** A private registry in a temporary folder, with one package, and a cache of its own. Dispose it. */
export interface PrivateRegistry extends AsyncDisposable {
  /** The folder. */
  readonly folder: string;
  /** The path of the index. */
  readonly index: string;
  /** The path of the lock file. */
  readonly lock: string;
  /** The options by which AutoEnv uses it, trusted and in silence. */
  readonly options: AutoEnvOptions;
  /** Writes a file of the folder. */
  write(path: string, text: string): Promise<void>;
  /** Adds the package to the index, as it is now. */
  add(): Promise<RegistryEntry>;
  /** Plays a reset, and returns the first count. */
  reset(options?: AutoEnvOptions, name?: string): Promise<unknown>;
}

/** Makes a private registry; files of the package replace those there are. */
export async function makePrivateRegistry(files: Readonly<Record<string, string>> = {}): Promise<PrivateRegistry> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "openenv_registry_" }));
  const cache = Deno.env.get("OPENENV_CACHE");
  Deno.env.set("OPENENV_CACHE", join(folder, "cache"));
  const [index, lock] = [join(folder, "index.json"), join(folder, "openenv.lock")];
  const write = async (path: string, text: string) => {
    await Deno.mkdir(join(folder, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  };
  const usual = {
    "openenv.yaml": MANIFEST,
    "src/environment.ts": ENVIRONMENT,
    "first.ts": "export const first = 0;\n",
  };
  for (const [path, text] of Object.entries({ ...usual, ...files })) await write(`tally/${path}`, text);
  const add = () => addToRegistry(join(folder, "tally"), index);
  await add();
  const options = { registries: [index], lock, trustRemoteCode: true, log: () => {} };
  return {
    folder,
    index,
    lock,
    options,
    write,
    add,
    async reset(own = {}, name = "tally") {
      await using env = AutoEnv.fromEnv(name, { ...options, ...own });
      return (await env.reset({ seed: 1 })).observation.count;
    },
    async [Symbol.asyncDispose]() {
      if (cache === undefined) Deno.env.delete("OPENENV_CACHE");
      else Deno.env.set("OPENENV_CACHE", cache);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Serves a folder over HTTP, with ETags, and counts what it answers. Dispose it. */
export function serveFolder(folder: string) {
  const answers: string[] = [];
  const down = { isDown: false };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    const answer = (status: number, body: BodyInit | null = null, headers: HeadersInit = {}) => {
      answers.push(`${status} ${path}`);
      return new Response(body, { status, headers });
    };
    if (down.isDown) return answer(503);
    if (path.startsWith("/moved/")) return answer(302, null, { location: path.slice("/moved".length) });
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await Deno.readFile(join(folder, path));
    } catch {
      return answer(404);
    }
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const etag = `"${digest.toHex()}"`;
    return request.headers.get("if-none-match") === etag ? answer(304) : answer(200, bytes, { etag });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    answers,
    down,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
