import { messageOf } from "@openenv/core";
import { parse } from "yaml";

/** An environment that comes with this checkout. */
export interface BundledEnvironment {
  /** Its name, from its manifest. */
  readonly name: string;
  /** The module whose default export is the environment. */
  readonly module: URL;
}

/** Lists the environments under `envs/`, by their manifests `openenv.yaml`; none if there is no such folder. */
export async function listBundled(
  folder: URL = new URL("../envs/", import.meta.url),
): Promise<readonly BundledEnvironment[]> {
  const found: BundledEnvironment[] = [];
  for await (const name of listFolders(folder)) {
    const manifest = new URL(`${name}/openenv.yaml`, folder);
    const environment = await readManifest(manifest);
    if (environment !== undefined) found.push(environment);
  }
  return found.sort((one, other) => one.name.localeCompare(other.name));
}

/** Published to a registry, the command line has no such folder next to it. */
async function* listFolders(folder: URL): AsyncGenerator<string> {
  if (folder.protocol !== "file:") return;
  try {
    for await (const entry of Deno.readDir(folder)) if (entry.isDirectory) yield entry.name;
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}

async function readManifest(manifest: URL): Promise<BundledEnvironment | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(manifest);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
  try {
    const { name, module } = parse(text) as { name: unknown; module: unknown };
    if (typeof name !== "string" || typeof module !== "string") throw new Error("name or module is not a text");
    return { name, module: new URL(module, manifest) };
  } catch (cause) {
    throw new Error(`Cannot read ${manifest.pathname}: ${messageOf(cause)}`, { cause });
  }
}
