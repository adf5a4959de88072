import type { ImageConfig, ImageContents, ImageFile, PackageImage } from "@openenv/testing";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { MANIFEST } from "@openenv/registry/resolve";
import { docker, withImage } from "../../shared/docker.ts";
import { cleanUpOnExit, withTempFolder } from "../../shared/temp_folder.ts";
import { readTar } from "./read_tar.ts";

/** An image that was read, with the files of its package. */
export interface ReadImage extends PackageImage {
  /** The package, as files by their paths in its folder. */
  readonly packageFiles: ReadonlyMap<string, Uint8Array>;
}

/** The parts of a configuration that decide what a container does. */
const COMPARED: readonly string[] = [
  ...["User", "Env", "Cmd", "Entrypoint", "WorkingDir", "ExposedPorts", "Volumes", "Labels", "Healthcheck"],
  ...["StopSignal", "Shell", "OnBuild"],
];
/** The largest file of a package that is read, in bytes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Reads an image by the command `docker`, which need not run it.
 *
 * @throws `Error` of one line for an image that does not exist, or has no package.
 */
export async function readImage(name: string): Promise<ReadImage> {
  const action = `check the image ${name}`;
  const config = await readConfig(name, action);
  const folder = config.WorkingDir ?? "";
  const packageFiles = new Map<string, Uint8Array>();
  const files = await readFiles(name, action, (path) => path.startsWith(`${folder}/`), (path, bytes) => {
    packageFiles.set(path.slice(folder.length + 1), bytes);
  });
  if (!packageFiles.has(MANIFEST)) {
    throw new Error(`Cannot ${action}: its working directory ${folder || "/"} has no ${MANIFEST}`);
  }
  return {
    ...{ config, files, folder, packageFiles },
    read: (path) => Promise.resolve(packageFiles.get(path)),
    rebuild: () => rebuild({ config, packageFiles }),
  };
}

async function readConfig(name: string, action: string): Promise<ImageConfig & { readonly WorkingDir?: string }> {
  const [{ Config }] = JSON.parse(await docker(["image", "inspect", name], { action }));
  return Object.fromEntries(COMPARED.map((key) => [key, Config[key]]));
}

/** Lists the files of an image, of a container that never starts. */
async function readFiles(
  name: string,
  action: string,
  keeps: (path: string) => boolean,
  onFile: (path: string, bytes: Uint8Array) => void,
): Promise<ImageFile[]> {
  const container = (await docker(["create", name, "none"], { action })).trim();
  const remove = () => void new Deno.Command("docker", { args: ["rm", "--force", container] }).outputSync();
  using _ = cleanUpOnExit(remove);
  try {
    const child = new Deno.Command("docker", {
      args: ["export", container],
      ...{ stdin: "null", stdout: "piped", stderr: "null" },
    }).spawn();
    const found = new Map<string, ImageFile>();
    await readTar(child.stdout, ({ path: written, kind, mode, uid, gid, size, target }) => {
      const path = `/${written.replace(/^\.?\/+|\/+$/g, "")}`;
      const attributes = `${kind} ${mode.toString(8).padStart(4, "0")} ${uid}:${gid}`;
      const add = (contents: string) => void found.set(path, { path, attributes, mode, contents });
      add(target);
      if (kind !== "file") return undefined;
      const hash = createHash("sha256");
      const pieces: Uint8Array[] | undefined = keeps(path) && size <= MAX_FILE_BYTES ? [] : undefined;
      let left = size;
      const onPiece = (piece: Uint8Array) => {
        hash.update(piece);
        pieces?.push(piece.slice());
        left -= piece.length;
        if (left > 0) return;
        add(hash.digest("hex"));
        if (pieces !== undefined) onFile(path, concat(pieces));
      };
      if (size === 0) onPiece(new Uint8Array());
      return onPiece;
    });
    const { code } = await child.status;
    if (code !== 0) throw new Error(`Cannot ${action}: docker export ended with ${code}`);
    return [...found.values()].sort((one, other) => one.path < other.path ? -1 : 1);
  } finally {
    remove();
  }
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Writes the package of an image into a folder, which any user can read then. */
export async function writePackageFiles(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o755 });
    await Deno.writeFile(file, bytes);
    await Deno.chmod(file, 0o644);
  }
}

/** Builds the package of an image twice without a cache; leaves no image behind. */
async function rebuild(
  { config, packageFiles }: Pick<ReadImage, "config" | "packageFiles">,
): Promise<readonly [ImageContents, ImageContents]> {
  const action = "build the image again";
  const labels = config.Labels ?? {};
  const label = (name: string) => labels[`org.opencontainers.image.${name}`] ?? "";
  const args = { SOURCE: label("source"), LICENSE: label("licenses") };
  return await withTempFolder(async (folder) => {
    await writePackageFiles(packageFiles, folder);
    const build = () =>
      withImage(folder, { args }, async (id): Promise<ImageContents> => ({
        config: await readConfig(id, action),
        files: await readFiles(id, action, () => false, () => {}),
      }));
    return [await build(), await build()] as const;
  });
}
