import { messageOf } from "@openenv/core";
import { stripVTControlCharacters } from "node:util";

/** Our own code, which the author of an environment cannot mend. */
const OWN_FOLDERS = ["cli", "client", "core", "sandbox", "server"].map((name) =>
  new URL(`../../${name}/`, import.meta.url).href
);

/** Imports a module and returns its default export. Throws an `Error` of one line that calls the module `name`. */
export async function importDefault(url: URL, name: string): Promise<unknown> {
  try {
    return (await import(url.href)).default;
  } catch (cause) {
    throw new Error(`Cannot load ${name}: ${describeFailure(cause, url)}`, { cause });
  }
}

/**
 * Describes in one line why a module failed: the first line of what was thrown, and the place in the code.
 *
 * Of the places in message and stack, the first one in the module itself counts; a syntax error or a missing import may
 * be in another module.
 */
export function describeFailure(thrown: unknown, module: URL): string {
  const text = stripVTControlCharacters(messageOf(thrown));
  const reason = text.split("\n", 1)[0]!.trim().replace(/\.$/, "");
  const stack = stripVTControlCharacters(thrown instanceof Error ? thrown.stack ?? "" : "");
  const places = (`${text}\n${stack}`.match(/file:\/\/[^\s()]+:\d+:\d+/g) ?? [])
    .filter((place) => !OWN_FOLDERS.some((own) => place.startsWith(own)) || place.startsWith(`${module.href}:`));
  const place = places.find((place) => place.startsWith(`${module.href}:`)) ?? places[0];
  if (place === undefined) return reason;
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place)!;
  const where = file === module.href ? "" : `${file!.slice(file!.lastIndexOf("/") + 1)}, `;
  return `${reason} (${where}line ${line}, column ${column})`;
}
