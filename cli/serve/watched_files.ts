import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** How long to wait for more changes after the first one, in milliseconds: editors write in several steps. */
const QUIET_MS = 100;

/** The part of `deno info --json` that is read. */
interface ModuleGraph {
  readonly modules: readonly { readonly specifier: string }[];
}

/**
 * Lists the files that a module is made of: itself and all that it imports from this machine, data files included, also
 * those that are missing. A file that is imported by a computed name is not found.
 */
export async function listLocalModules(module: URL): Promise<string[]> {
  const config = new URL("../../deno.json", import.meta.url); // the server resolves imports with it
  const configFlag = config.protocol === "file:" ? ["--config", fileURLToPath(config)] : [];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", "--no-npm", "--no-remote", ...configFlag, module.href],
    stdin: "null",
    stderr: "null",
  }).output();
  const specifiers = new Set([module.href, ...readSpecifiers(new TextDecoder().decode(stdout))]);
  return [...specifiers].filter((specifier) => specifier.startsWith("file:")).map((file) => fileURLToPath(file));
}

function readSpecifiers(text: string): string[] {
  try {
    const { modules }: ModuleGraph = JSON.parse(text);
    return modules.map(({ specifier }) => specifier);
  } catch {
    return []; // deno prints no JSON about a module that it cannot read
  }
}

/**
 * Waits for changes of files. Dispose it.
 *
 * It watches the folders of the files: editors replace files by new ones of the same name, and a file that is missing
 * may come.
 */
export class FileChanges implements Disposable {
  readonly #watcher: Deno.FsWatcher;
  /** From a path as the system reports it, which may have its links resolved, to the path as it was given. */
  readonly #paths = new Map<string, string>();

  /** Starts watching. */
  constructor(paths: readonly string[]) {
    const folders: string[] = [];
    for (const [folder, inside] of Map.groupBy(paths, (path) => dirname(path))) {
      const real = realPath(folder);
      if (real === undefined) continue;
      folders.push(folder);
      for (const path of inside) this.#paths.set(path, path).set(real + path.slice(folder.length), path);
    }
    this.#watcher = Deno.watchFs(folders, { recursive: false });
  }

  /** Waits for the next change and until all is quiet again; returns the file's path, or `undefined` when disposed. */
  async next(): Promise<string | undefined> {
    for await (const { kind, paths } of this.#watcher) {
      const changed = kind === "access" ? undefined : paths.find((path) => this.#paths.has(path));
      if (changed === undefined) continue;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      return this.#paths.get(changed);
    }
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    try {
      this.#watcher.close();
    } catch {
      // Leaving the loop of `next` has closed it.
    }
  }
}

/** Returns the path of a folder without links, or `undefined` if there is no such folder. */
function realPath(folder: string): string | undefined {
  try {
    return Deno.realPathSync(folder);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
}
