import type { PackageFiles, PackageImport } from "@openenv/testing";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The names that are no part of a package, in any of its folders: the same as in the Python package. */
const SKIPPED: ReadonlySet<string> = new Set([".git", "__pycache__", ".venv", ".worktrees", "outputs"]);

/** The files of a package on disk. A symbolic link among them is an error. */
export class PackageFolder implements PackageFiles {
  readonly #root: string;
  #paths: Promise<readonly string[]> | undefined;

  /** Creates the list of a folder by its path; nothing is read yet. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Lists the paths of all files, in the order of their characters. */
  list(): Promise<readonly string[]> {
    return this.#paths ??= listFiles(this.#root).then((paths) => paths.sort(compareText));
  }

  /** Reads the bytes of one of the listed files. */
  async read(path: string): Promise<Uint8Array> {
    if (!(await this.list()).includes(path)) throw new Error(`Cannot read ${path}: the package has no such file`);
    return await Deno.readFile(join(this.#root, path));
  }

  /** Lists what modules import, and the modules of the package that they import; nothing is run, and nothing fetched. */
  async imports(modules: readonly string[]): Promise<readonly PackageImport[]> {
    const graphs = await Promise.all(modules.map((path) => readGraph(join(this.#root, path))));
    const folder = `${pathToFileURL(this.#root).href.replace(/\/$/, "")}/`;
    const found = new Map<string, PackageImport>();
    for (const { specifier, dependencies = [] } of graphs.flat()) {
      if (!specifier.startsWith(folder)) continue;
      const path = decodeURIComponent(specifier.slice(folder.length));
      for (const { specifier, code } of dependencies) {
        if (code !== undefined) found.set(`${path} ${specifier}`, { path, target: code.specifier ?? specifier });
      }
    }
    return [...found.values()];
  }

  /** Computes the SHA-256 of the package, in hexadecimal: path, NUL, contents, NUL of every file, in the order of the paths. */
  async digest(): Promise<string> {
    const hash = createHash("sha256");
    for (const path of await this.list()) {
      hash.update(`${path}\0`);
      using file = await Deno.open(join(this.#root, path));
      const buffer = new Uint8Array(64 * 1024);
      for (let length = await file.read(buffer); length !== null; length = await file.read(buffer)) {
        hash.update(buffer.subarray(0, length));
      }
      hash.update("\0");
    }
    return hash.digest("hex");
  }
}

/** A module, as `deno info --json` describes it. */
interface GraphModule {
  readonly specifier: string;
  readonly dependencies?: readonly { readonly specifier: string; readonly code?: { readonly specifier?: string } }[];
}

async function readGraph(path: string): Promise<readonly GraphModule[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-remote", "--no-npm", path],
    stderr: "null",
  }).output();
  return success ? JSON.parse(new TextDecoder().decode(stdout)).modules : [];
}

async function listFiles(root: string, folder = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(root, folder))) {
    if (SKIPPED.has(entry.name)) continue;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymlink) throw new Error(`Cannot read a package: ${path} is a symbolic link`);
    if (entry.isDirectory) found.push(...await listFiles(root, path));
    else if (entry.isFile) found.push(path);
    else throw new Error(`Cannot read a package: ${path} is neither a file nor a folder`);
  }
  return found;
}

/** Compares by code points, as Python sorts; `<` compares UTF-16, where an emoji comes before some other characters. */
function compareText(one: string, other: string): number {
  const [first, second] = [Array.from(one), Array.from(other)];
  const at = first.findIndex((char, index) => char !== second[index]);
  if (at === -1) return first.length - second.length;
  return at >= second.length ? 1 : first[at]!.codePointAt(0)! - second[at]!.codePointAt(0)!;
}
