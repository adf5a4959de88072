import { InvalidOptionError, isImplementation } from "@openenv/core";
import { assertIdentity, toSessionLimits } from "@openenv/registry/resolve";
import { createApp, createLogger, type Servable } from "@openenv/server";
import { hostOf } from "./host_of.ts";
import { type HostingFlags, toFlag } from "./hosting_flags.ts";
import { loadTarget, type Target } from "./targets.ts";

/** Makes an app of an environment, in this thread or in a host of its own, where alone its code is loaded. */
export async function createServable(
  target: Target,
  flags: HostingFlags,
): Promise<{ readonly app: Servable; readonly isFoundApp: boolean }> {
  const { maxSessions, allowedHosts, checkObservations, httpSession, web, log: logLevel, logFormat } = flags;
  const { hostKind, memoryMb, environmentsPerHost, warmHosts } = flags;
  const asked = { maxSessions, allowedHosts, checkObservations, httpSession, web };
  const declared = target.package?.manifest.limits ?? target.named?.limits ?? {};
  const options = {
    ...asked,
    readme: new URL("README.md", target.package?.folder ?? target.url),
    maxSessions: maxSessions ?? declared.max_sessions,
    idleTimeoutMs: declared.idle_timeout_ms,
    httpIdleTimeoutMs: declared.idle_timeout_ms,
    limits: toSessionLimits(declared),
    logLevel,
    log: createLogger({ format: logFormat }),
  };
  const hostOptions = { memoryMb, environmentsPerHost, warmHosts };
  const host = hostOf(target, flags);
  if (host !== undefined) {
    const app = createApp({ module: target.url }, { ...options, host });
    try {
      await app.ready();
      const { entry } = target.named ?? {};
      if (entry !== undefined) await assertIdentity(entry, app.contract!);
    } catch (thrown) {
      await app.close();
      throw thrown;
    }
    return { app, isFoundApp: false };
  }
  const { exported, path } = await loadTarget(target);
  if (isImplementation(exported)) {
    refuseOptions(hostOptions, "the environment runs in the server's own thread; add --host-kind process");
    return { app: createApp(exported, options), isFoundApp: false };
  }
  refuseOptions(
    { ...asked, log: logLevel, hostKind, ...hostOptions },
    `${path} exports an app, which has options of its own`,
  );
  return { app: exported, isFoundApp: true };
}

/** Throws for the first of these options that is given. */
function refuseOptions(options: Partial<HostingFlags>, why: string): void {
  const option = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  if (option === undefined) return;
  throw new InvalidOptionError(`Cannot use ${toFlag(option)}: ${why}`, { option });
}
