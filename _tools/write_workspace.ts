import { dirname, join } from "node:path";

/** A workspace on disk for a test; removed when it is disposed. */
export interface TemporaryWorkspace extends AsyncDisposable {
  /** Its folder. */
  readonly root: string;
}

/** Writes files, by path, into a temporary folder. */
export async function writeWorkspace(files: Readonly<Record<string, string>>): Promise<TemporaryWorkspace> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "openenv_tools_" }));
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
  return { root, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

/** The text of a member's `deno.json`. */
export function memberConfig(name: string, exports: Readonly<Record<string, string>> | string = "./mod.ts"): string {
  return JSON.stringify({ name, version: "0.1.0", license: "BSD-3-Clause", exports });
}
