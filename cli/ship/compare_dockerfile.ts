import type { ShippedPackage } from "./read_package.ts";
import { describeImage } from "./write_context.ts";

/**
 * Compares the command in a package's own Dockerfile with that of its manifest. Returns a warning if they differ.
 *
 * @throws `Error` if the server would start without the guarantees that the manifest requires.
 */
export function compareDockerfile(shipped: ShippedPackage): string | undefined {
  const { files, manifest: { name, requires } } = shipped;
  const own = files.find(({ path }) => path === "Dockerfile");
  if (own === undefined) return undefined;
  const [expected, found] = [commandOf(describeImage(shipped)), commandOf(new TextDecoder().decode(own.bytes))];
  if (found === expected) return undefined;
  const [, given = ""] = /"--requires",\s*"([^"]*)"/.exec(found) ?? [];
  const missing = requires.filter((guarantee) => !given.split(",").includes(guarantee));
  if (missing.length === 0) return `Warning: the command in Dockerfile is not that of the manifest: ${expected}`;
  throw new Error(
    `Cannot ship ${name}: its Dockerfile starts the server without "--requires", "${requires.join(",")}", which the ` +
      "manifest requires; add that to its CMD, or delete the file to have a new one written",
  );
}

/** The last command of a Dockerfile; that of a health check is part of another instruction. */
function commandOf(text: string): string {
  return text.split("\n").findLast((line) => /^\s*CMD\b/i.test(line))?.trim() ?? "";
}
