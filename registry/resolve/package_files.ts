import { messageOf } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cachePath, describeUrl, download, readIfThere, sha256, writeWhole } from "./download.ts";
import { IntegrityError, InvalidRegistryError } from "./registry_errors.ts";
import type { RegistryEntry } from "./registry_index.ts";

/** The most bytes of a file of a package, and the most files. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 10_000;
/** How many files are downloaded at once. */
const AT_ONCE = 8;

/** A package whose files are known by their digests. */
export interface PinnedPackage {
  /** The environment's name, for messages. */
  readonly name: string;
  /** The folder that the paths are relative to. */
  readonly base: URL;
  /** The SHA-256 of each file, by its path. */
  readonly files: Readonly<Record<string, string>>;
  /** The URL of its one file, if that is not its path in `base`. */
  readonly only?: URL;
}

/**
 * Pins the package of an entry: by the entry's own digests, or by those that JSR publishes for an exact version.
 *
 * @param entry The entry.
 * @param index The URL of its index.
 * @param options `cachedOnly` never uses the network.
 */
export async function pinPackage(
  entry: RegistryEntry,
  index: URL,
  options: { readonly cachedOnly?: boolean },
): Promise<PinnedPackage> {
  const { name, files, base = "./" } = entry;
  if (entry.package !== undefined) return await pinJsrPackage(name, entry.package, options);
  const url = URL.parse(base.endsWith("/") ? base : `${base}/`, index);
  if (url === null || (index.protocol !== "file:" && url.protocol === "file:")) {
    const source = describeUrl(index);
    throw new InvalidRegistryError(`Cannot use ${name} of ${source}: its base is ${base}`, { source });
  }
  return { name, base: url, files: files! };
}

async function pinJsrPackage(
  name: string,
  specifier: string,
  { cachedOnly }: { readonly cachedOnly?: boolean },
): Promise<PinnedPackage> {
  const [, id, version] = /^jsr:(@[\w-]+\/[\w-]+)@(.+)$/.exec(specifier)!;
  const server = Deno.env.get("JSR_URL") ?? "https://jsr.io";
  const url = new URL(`${id}/${version}_meta.json`, server.endsWith("/") ? server : `${server}/`);
  const path = cachePath("jsr", `${sha256(url.href)}.json`);
  let bytes = await readIfThere(path);
  if (bytes === undefined) {
    if (cachedOnly) throw notCached(name, specifier);
    bytes = await fetchOne(name, url);
  }
  const files = toJsrFiles(bytes);
  if (files === undefined) {
    throw new InvalidRegistryError(`Cannot read ${url}: it lists no files`, { source: url.href });
  }
  await writeWhole(path, bytes);
  return { name, base: new URL(`${version}/`, url), files };
}

/** Reads the digests of a version's files, as JSR publishes them. */
function toJsrFiles(bytes: Uint8Array): Record<string, string> | undefined {
  let manifest: unknown;
  try {
    ({ manifest } = JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
  if (!isRecord(manifest)) return undefined;
  const files: Record<string, string> = {};
  for (const [path, file] of Object.entries(manifest)) {
    const digest = /^sha256-([0-9a-f]{64})$/.exec(String(isRecord(file) ? file.checksum : undefined))?.[1];
    if (digest === undefined || !path.startsWith("/") || /(^|\/)\.\.?(\/|$)|[\\:]/.test(path)) return undefined;
    files[path.slice(1)] = digest;
  }
  return files;
}

/**
 * Brings the files of a package onto this machine, unless they are there, and verifies each of them. Nothing is run.
 *
 * @param pinned The package.
 * @param options `cachedOnly` never uses the network.
 * @returns The folder that has them, with a slash on the end.
 * @throws `IntegrityError` for a file that is not what is pinned.
 */
export async function fetchPackage(
  pinned: PinnedPackage,
  { cachedOnly }: { readonly cachedOnly?: boolean },
): Promise<URL> {
  const { name, base, files, only } = pinned;
  const paths = Object.keys(files).sort();
  if (paths.length > MAX_FILES) {
    throw new IntegrityError(`Cannot use ${name}: it has more than ${MAX_FILES} files`, { environment: name });
  }
  const folder = cachePath("packages", sha256(JSON.stringify(paths.map((path) => [path, files[path]]))));
  const bring = async (path: string) => {
    const file = join(folder, path);
    const cached = await readIfThere(file);
    const url = only ?? new URL(path.split("/").map(encodeURIComponent).join("/"), base);
    if (cached === undefined && cachedOnly && url.protocol !== "file:") throw notCached(name, describeUrl(url));
    const bytes = cached ?? await fetchOne(name, url);
    if (sha256(bytes) !== files[path]) {
      const where = cached === undefined ? describeUrl(url) : file;
      throw new IntegrityError(`Cannot use ${name}: ${where} is not what is pinned, SHA-256 ${files[path]}`, {
        environment: name,
        module: path,
      });
    }
    if (cached === undefined) await writeWhole(file, bytes);
  };
  const waiting = [...paths];
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      await bring(path).catch((thrown) => {
        waiting.length = 0; // nothing more is begun, and nothing is still being written when this fails
        throw thrown;
      });
    }
  }));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  // A host lets code read the scripts of its own project, which ends where a deno.json is.
  const config = join(folder, "deno.json");
  if (!Object.hasOwn(files, "deno.json") && await readIfThere(config) === undefined) await writeWhole(config, "{}\n");
  return pathToFileURL(`${folder}/`);
}

function notCached(name: string, source: string): InvalidRegistryError {
  const text = `Cannot use ${name}: ${source} is not on this machine, and cachedOnly forbids the network`;
  return new InvalidRegistryError(text, { source });
}

/** Reads one file of a package; throws `InvalidRegistryError` if it can't be read. */
export async function fetchOne(name: string, url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await download(url, MAX_FILE_BYTES)).bytes!;
  } catch (cause) {
    throw new InvalidRegistryError(`Cannot use ${name}: cannot read ${describeUrl(url)}: ${messageOf(cause)}`, {
      source: describeUrl(url),
    }, { cause });
  }
}
