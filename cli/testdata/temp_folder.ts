import { join } from "node:path";

/** A folder outside of the checkout, with files. Dispose it. */
export interface TempFolder extends AsyncDisposable {
  /** Its path. */
  readonly path: string;
  /** Writes a file and returns its path. */
  write(name: string, text: string): Promise<string>;
}

/** Makes a folder with the given files. */
export async function makeTempFolder(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const path = await Deno.makeTempDir({ prefix: "openenv_cli_" });
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(join(path, name), text);
    return join(path, name);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return { path, write, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
