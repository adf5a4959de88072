import config from "../deno.json" with { type: "json" };

/** Where a new package gets `@openenv/core` and its companions from. */
export interface PackageSource {
  /** The version that they have. */
  readonly version: string;
  /** The checkout that they are in; absent if they come from the registry. */
  readonly checkout?: URL;
}

/** The name of the workspace in a checkout, and in a folder `vendor` that was copied from one. */
export const WORKSPACE_NAME = "@openenv/openenv";

/** Finds the source of this command line itself: the checkout that it runs from, or else the registry. */
export async function findPackageSource(module: string = import.meta.url): Promise<PackageSource> {
  const { version } = config;
  const root = new URL("../../", module);
  return await isCheckout(root) ? { version, checkout: root } : { version };
}

/** `false` for a bundle of the command line too, which is a local file in any folder. */
async function isCheckout(root: URL): Promise<boolean> {
  if (root.protocol !== "file:") return false;
  try {
    const { name, workspace } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
    return name === WORKSPACE_NAME && Array.isArray(workspace);
  } catch {
    return false;
  }
}
