import type { Manifest, Permissions } from "@openenv/registry/manifest";
import type { Check, Finding } from "../check.ts";
import { fail, pass } from "../findings.ts";
import { type PackageModule, type PackageView, readModules, toCheck } from "./package_view.ts";

/** Permissions that are declared, and are those that the code uses. */
export const STATIC_PERMISSIONS: Check = toCheck({
  id: "static.permissions",
  severity: "warn",
  summary:
    "`permissions` are declared, cover what the environment's modules are seen to use, and agree with `network`.",
  applies: ({ module }) => module !== undefined,
  run: checkPermissions,
});

/** A use of something that asks for a permission. */
interface Use {
  /** What is used, as it is called in code. */
  readonly what: string;
  /** Any of these permissions lets it work. */
  readonly permissions: readonly (keyof Permissions)[];
}

/** Deno's functions, without `Sync`, by the permission that any of them needs. */
const DENO_FUNCTIONS: readonly (readonly [permissions: Use["permissions"], names: string])[] = [
  [["read"], "readFile readTextFile readDir readLink stat lstat realPath watchFs"],
  [["write"], "writeFile writeTextFile mkdir remove rename create truncate symlink link chmod chown utime"],
  [["write"], "makeTempDir makeTempFile copyFile"],
  [["read", "write"], "open"],
  [["net"], "connect connectTls listen listenTls listenDatagram resolveDns serve startTls"],
  [["env"], "env"],
  [["run"], "Command kill"],
  [["ffi"], "dlopen"],
  [["sys"], "hostname osRelease osUptime loadavg networkInterfaces systemMemoryInfo uid gid"],
];
const NODE_MODULES: readonly (readonly [permissions: Use["permissions"], names: string])[] = [
  [["read", "write"], "fs fs/promises"],
  [["net"], "net http https http2 dns dns/promises dgram tls"],
  [["run"], "child_process"],
];
const GLOBALS: readonly (readonly [what: string, pattern: RegExp, permissions: Use["permissions"]])[] = [
  ["new WebSocket", /(?<![\w$.])new\s+(?:globalThis\.)?WebSocket\b/, ["net"]],
  ["new EventSource", /(?<![\w$.])new\s+(?:globalThis\.)?EventSource\b/, ["net"]],
  ["process.env", /(?<![\w$.])process\.env\b/, ["env"]],
];
const DENO_NAMES = new Map(
  DENO_FUNCTIONS.flatMap(([permissions, names]) => names.split(" ").map((name) => [name, permissions] as const)),
);
const NODE_NAMES: ReadonlyMap<string, Use["permissions"]> = new Map(
  NODE_MODULES.flatMap(([permissions, names]) =>
    names.split(" ").map((name) => [`node:${name}`, permissions] as const)
  ),
);

async function checkPermissions(view: PackageView): Promise<Finding> {
  const { permissions, validation } = view.manifest!;
  const modules = await readModules(view);
  const undeclared = modules.flatMap((module) => describeUndeclared(module, permissions ?? {}));
  const evidence = [
    ...(permissions === undefined ? ["openenv.yaml declares no permissions"] : []),
    ...undeclared,
    ...describeContradictions(permissions?.net, validation?.network),
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
  const missing = listUses(code, imports).filter(({ permissions }) => !permissions.some((name) => has(declared[name])));
  return missing.map(({ what, permissions }) =>
    `${path} uses ${what}, and permissions.${permissions.join(" or permissions.")} is not declared`
  );
}

/** What the code is seen to use. Names that are put together at run time, and what dependencies do, are not seen. */
function listUses(code: string, imports: readonly string[]): Use[] {
  const uses = new Map<string, Use["permissions"]>();
  for (const name of imports) if (NODE_NAMES.has(name)) uses.set(name, NODE_NAMES.get(name)!);
  for (const [, name] of code.matchAll(/(?<![\w$.])(?:globalThis\.)?Deno\.(\w+)/g)) {
    const permissions = DENO_NAMES.get(name!.replace(/Sync$/, ""));
    if (permissions !== undefined) uses.set(`Deno.${name}`, permissions);
  }
  for (const [what, pattern, permissions] of GLOBALS) if (pattern.test(code)) uses.set(what, permissions);
  if (callsFetch(code)) uses.set("fetch", ["net", "read"]); // of a file: URL, it reads
  return Array.from(uses, ([what, permissions]) => ({ what, permissions }));
}

/** `true` for a call of the global; a method of that name, and the definition of one, are something else. */
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

/** What a sandbox would be told twice, and differently. */
function describeContradictions(
  net: Permissions["net"],
  network: NonNullable<Manifest["validation"]>["network"] | undefined,
): string[] {
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
