/**
 * Paths of core and client (a file, or a folder with its final slash) that need Deno itself, each with the reason.
 *
 * Everything else there runs in browsers, Node and Bun too, and no portable file may import one of these statically.
 */
export const NOT_PORTABLE: Readonly<Record<string, string>> = {};

/** `true` for a file of core or client that has to do without Deno's own API. */
export function isPortable(path: string): boolean {
  if (!/^(core|client)\//.test(path)) return false;
  return !Object.keys(NOT_PORTABLE).some((place) => place.endsWith("/") ? path.startsWith(place) : path === place);
}
