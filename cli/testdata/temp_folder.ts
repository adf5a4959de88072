import { dirname, join } from "node:path";

/** A folder outside of the checkout, with files. Dispose it. */
export interface TempFolder extends AsyncDisposable {
  /** Its path. */
  readonly path: string;
  /** Writes a file, and makes the folders that it is in; returns its path. */
  write(name: string, text: string): Promise<string>;
}

/** Makes a folder with the given files. */
export async function makeTempFolder(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const path = await Deno.makeTempDir({ prefix: "openenv_cli_" });
  const write = async (name: string, text: string) => {
    const file = join(path, name);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeTextFile(file, text);
    return file;
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return { path, write, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
