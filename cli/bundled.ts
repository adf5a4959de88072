import { parseManifest } from "@openenv/registry/manifest";
import { fileURLToPath } from "node:url";

/** An environment that comes with this checkout. */
export interface BundledEnvironment {
  /** Its name, from its manifest. */
  readonly name: string;
  /** The other names under which it is found. */
  readonly aliases: readonly string[];
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
  const source = fileURLToPath(manifest);
  const { name, aliases, module } = parseManifest(text, { source });
  if (module === undefined) throw new Error(`Cannot list ${source}: it names no module`);
  return { name, aliases, module: new URL(module, manifest) };
}
