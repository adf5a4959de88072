const LIMITS = "/proc/self/limits";

/**
 * Reads how many files and sockets this process may have open, where the system tells and the process may read it. Never
 * asks for a permission.
 */
export function readDescriptorLimit(): number | undefined {
  if (Deno.permissions.querySync({ name: "read", path: LIMITS }).state !== "granted") return undefined;
  try {
    const limit = /^Max open files +(\d+)/m.exec(Deno.readTextFileSync(LIMITS))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch (thrown) {
    // The runtime wants all permissions for this file; other systems don't have it.
    if (thrown instanceof Deno.errors.NotCapable || thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
}
