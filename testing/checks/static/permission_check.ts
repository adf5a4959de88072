import type { Manifest } from "@openenv/registry/manifest";
import type { Finding } from "../../findings/check.ts";
import { fail, pass } from "../../findings/findings.ts";
import { packageCheck, type PackageView } from "./package_check.ts";

/** The most imports that a finding shows. */
const MAX_SHOWN = 10;

/** Checks that permissions are declared, and are those that the code uses. */
export const PERMISSION_CHECK = packageCheck({
  id: "static.permissions",
  severity: "warn",
  summary: "`permissions` are declared, with `import` if modules come from the network, and agree with `network`.",
  applies: ({ module }) => module !== undefined,
  run: checkPermissions,
});

async function checkPermissions({ manifest, imports }: PackageView): Promise<Finding> {
  const { permissions } = manifest!;
  const remote = [...new Set((await imports()).map(({ target }) => target).filter((url) => /^https?:/.test(url)))];
  const evidence = [
    ...(permissions === undefined ? ["openenv.yaml declares no permissions"] : []),
    ...(has(permissions?.import)
      ? []
      : remote.slice(0, MAX_SHOWN).map((url) =>
        `${url} is imported from the network, and permissions.import is not declared`
      )),
    ...describeContradictions(manifest!),
  ];
  if (evidence.length === 0) return pass({ remote_imports: remote });
  return fail({
    expected: "permissions that are declared, and agree with each other",
    seen: permissions ?? null,
    evidence,
    remediation:
      "Declare in openenv.yaml what the code needs, `permissions: {}` if it is nothing: a host grants that and no more. " +
      "runtime.permissions says what it asks for besides",
  });
}

function has(permission: boolean | readonly string[] | undefined): boolean {
  return permission === true || (Array.isArray(permission) && permission.length > 0);
}

/** Lists where the permissions contradict the declared network. */
function describeContradictions({ permissions, validation }: Manifest): string[] {
  const [net, network] = [permissions?.net, validation?.network];
  if (network === undefined || network.mode === "public" || !has(net)) return [];
  const allowed = network.mode === "allowlist" ? network.allowed_hosts : [];
  if (net === true) return [`permissions.net is everything, and validation.network.mode is ${network.mode}`];
  const foreign = (net as readonly string[]).filter((host) => !isLoopback(host) && !isAllowed(host, allowed));
  return foreign.map((host) =>
    `permissions.net has ${host}, which validation.network (${network.mode}) does not allow`
  );
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(host);
}

function isAllowed(host: string, allowed: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, "");
  return allowed.some((pattern) =>
    pattern === host || pattern === name || (pattern.startsWith("*.") && name.endsWith(pattern.slice(1)))
  );
}
