import { whyItFailed } from "./why_it_failed.ts";

/** Imports a module and returns its default export. Throws an `Error` of one line that calls the module `name`. */
export async function importDefault(url: URL, name: string): Promise<unknown> {
  try {
    return (await import(url.href)).default;
  } catch (cause) {
    throw new Error(`Cannot load ${name}: ${whyItFailed(cause, url)}`, { cause });
  }
}
