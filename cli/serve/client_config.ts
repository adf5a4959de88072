/** The config of this checkout, which knows `@openenv/client`. */
const CHECKOUT = new URL("../../deno.json", import.meta.url);

/**
 * Finds the `deno.json` by which a reader can import `@openenv/client`: the nearest one around a module that names it, as
 * that of a package does, or else this checkout's; `undefined` if there is neither.
 */
export async function findClientConfig(module: URL): Promise<URL | undefined> {
  const fallback = CHECKOUT.protocol === "file:" ? CHECKOUT : undefined;
  if (module.protocol !== "file:") return fallback;
  for (let folder = new URL("./", module);; folder = new URL("../", folder)) {
    const config = new URL("deno.json", folder);
    if (await namesClient(config)) return config;
    if (new URL("../", folder).href === folder.href) return fallback;
  }
}

async function namesClient(config: URL): Promise<boolean> {
  try {
    return JSON.parse(await Deno.readTextFile(config)).imports?.["@openenv/client"] !== undefined;
  } catch {
    return false; // there is none, or it is not for this reader
  }
}
