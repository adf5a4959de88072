import type { Manifest, Permissions } from "@openenv/registry/manifest";
import type { Finding } from "../../findings/check.ts";
import { fail, pass } from "../../findings/findings.ts";
import { packageCheck, type PackageModule, type PackageView, readModules } from "./package_check.ts";

/** Checks that permissions are declared, and are those that the code uses. */
export const PERMISSION_CHECK = packageCheck({
  id: "static.permissions",
  severity: "warn",
  summary:
    "`permissions` are declared, cover what the environment's modules are seen to use, and agree with `network`.",
  applies: ({ module }) => module !== undefined,
  run: checkPermissions,
});

/** Permissions of which any will do. */
type Needed = readonly (keyof Permissions)[];

/** Names in code that need a permission: their common beginning, and their ends; functions without `Sync`. */
const NEEDS: readonly (readonly [needed: Needed, prefix: string, names: string])[] = [
  [["read"], "Deno.", "readFile readTextFile readDir readLink stat lstat realPath watchFs"],
  [["write"], "Deno.", "writeFile writeTextFile mkdir remove rename create truncate symlink link chmod chown utime"],
  [["write"], "Deno.", "makeTempDir makeTempFile copyFile"],
  [["read", "write"], "Deno.", "open"],
  [["net"], "Deno.", "connect connectTls listen listenTls listenDatagram resolveDns serve startTls"],
  [["env"], "Deno.", "env"],
  [["run"], "Deno.", "Command kill"],
  [["ffi"], "Deno.", "dlopen"],
  [["sys"], "Deno.", "hostname osRelease osUptime loadavg networkInterfaces systemMemoryInfo uid gid"],
  [["read", "write"], "node:", "fs fs/promises"],
  [["net"], "node:", "net http https http2 dns dns/promises dgram tls"],
  [["run"], "node:", "child_process"],
  [["net"], "new ", "WebSocket EventSource"],
  [["env"], "process.", "env"],
];
const NEEDED: ReadonlyMap<string, Needed> = new Map(
  NEEDS.flatMap(([needed, prefix, names]) => names.split(" ").map((name) => [prefix + name, needed] as const)),
);
const NAMES = /(?<![\w$.])(?:(?:globalThis\.)?Deno\.\w+|new\s+(?:globalThis\.)?(?!Deno\b)\w+|process\.env\b)/g;

async function checkPermissions(view: PackageView): Promise<Finding> {
  const { permissions } = view.manifest!;
  const modules = await readModules(view);
  const undeclared = modules.flatMap((module) => describeUndeclared(module, permissions ?? {}));
  const evidence = [
    ...(permissions === undefined ? ["openenv.yaml declares no permissions"] : []),
    ...undeclared,
    ...describeContradictions(view.manifest!),
  ];
  if (evidence.length === 0) return pass({ modules: modules.map(({ path }) => path) });
  return fail({
    expected: "permissions that are declared and that suffice",
    seen: permissions ?? null,
    evidence,
    remediation:
      "Declare in openenv.yaml what the code needs, `permissions: {}` if it is nothing: a host that runs the " +
      "environment in a process of its own grants that and no more",
  });
}

function describeUndeclared({ path, code, imports }: PackageModule, declared: Permissions): string[] {
  const missing = [...listUses(code, imports)].filter(([, needed]) => !needed.some((name) => has(declared[name])));
  return missing.map(([what, needed]) =>
    `${path} uses ${what}, and permissions.${needed.join(" or permissions.")} is not declared`
  );
}

/** Lists what the code uses by name. It misses names that are put together at run time, and what dependencies use. */
function listUses(code: string, imports: readonly string[]): ReadonlyMap<string, Needed> {
  const named = Array.from(code.matchAll(NAMES), ([name]) => name.replaceAll("globalThis.", "").replace(/\s+/, " "));
  const uses = new Map<string, Needed>();
  for (const name of [...imports, ...named]) {
    const needed = NEEDED.get(name.replace(/Sync$/, ""));
    if (needed !== undefined) uses.set(name, needed);
  }
  if (callsFetch(code)) uses.set("fetch", ["net", "read"]); // of a file: URL, it reads
  return uses;
}

/** Checks for a call of the global function; a method of that name, and its definition, are something else. */
function callsFetch(code: string): boolean {
  for (const { index } of code.matchAll(/(?<![\w$.#])(?:globalThis\.)?fetch\s*\(/g)) {
    const isStatement = /(?:^|[{};,]|\basync|\bfunction)\s*$/.test(code.slice(Math.max(0, index - 200), index));
    if (!isStatement || !/^\s*[{:]/.test(afterParentheses(code, code.indexOf("(", index)))) return true;
  }
  return false;
}

function afterParentheses(code: string, open: number): string {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === "(") depth++;
    else if (code[at] === ")" && --depth === 0) return code.slice(at + 1, at + 100);
  }
  return "";
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
