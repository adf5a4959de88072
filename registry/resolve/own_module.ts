import config from "../deno.json" with { type: "json" };

/** The folder of the checkout that this code is in, if it is in one. */
export const checkout: URL | undefined = /^file:(?!.*\/node_modules\/)/.test(import.meta.url)
  ? new URL("../../", import.meta.url)
  : undefined;

/**
 * Resolves a module of another package of this project, as a URL or a specifier to import.
 *
 * There is one rule: everything comes from where this package comes from. Code of a checkout uses the checkout, a package
 * from npm its neighbours, and a package from JSR other packages there, in its own version unless the specifier has one.
 *
 * @param file Its path in a checkout.
 * @param specifier Its specifier without `jsr:`, such as `@openenv/server/hosts`.
 */
export function resolveOwn(file: string, specifier: string): string {
  const [, name, version = config.version, subpath = ""] = /^(@[^/]+\/[^/@]+)(?:@([^/]+))?(\/.*)?$/.exec(specifier)!;
  if (import.meta.url.includes("/node_modules/")) return import.meta.resolve(`${name}${subpath}`);
  return checkout === undefined ? `jsr:${name}@${version}${subpath}` : new URL(file, checkout).href;
}
