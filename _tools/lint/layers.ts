/** One row of the table "who may import whom" of ARCHITECTURE.md. */
export interface Layer {
  /** The name of the row in messages. */
  readonly name: string;
  /** `true` if the row applies to this file; the first such row counts. */
  readonly covers: (path: string) => boolean;
  /** The allowed imports, in the words of the message. */
  readonly may: string;
  /** The reason, in the words of the message. */
  readonly because: string;
  /** `true` if the import is allowed. */
  readonly allows: (target: ImportTarget) => boolean;
}

/** The target of an import. */
export interface ImportTarget {
  /** The package of this workspace, as its folder: `core`, `envs/echo_env`, `.` for the root; absent outside. */
  readonly folder?: string;
  /** The path in the checkout, for an import by relative path. */
  readonly path?: string;
  /** The name as written, without `npm:`, `jsr:` and version. */
  readonly specifier: string;
  /** `true` if the import leads to the importing file's own package. */
  readonly own: boolean;
  /** `true` if nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** `true` for `import()`. */
  readonly lazy: boolean;
}

/** The allowed imports of each package. A new outside dependency of a package is a new name in its row. */
export const LAYERS: readonly Layer[] = [
  {
    name: "core's tensor.ts",
    covers: (path) => path === "core/tensor.ts",
    may: "core and zod",
    because: "it is the one file of core that makes schemas",
    allows: (target) => target.own || isOutside(target, ["zod"]),
  },
  {
    name: "core",
    covers: (path) => path.startsWith("core/"),
    may: "nothing else at run time (only tensor.ts may import zod)",
    because: "it is what everyone must agree on, and it loads in a browser, a worker and a test",
    allows: (target) => target.own || (target.folder === undefined && target.typeOnly),
  },
  packageLayer("client", "a trainer installs a client without a server", ["core"], [
    "@modelcontextprotocol/client",
  ]),
  packageLayer("sandbox", "it runs code apart, whatever that is", ["core"], ["node:"]),
  {
    ...packageLayer("server/web/page", "it runs in a browser", ["core"], ["dompurify", "htm", "marked", "preact"]),
    name: "the page at /web",
    allows: (target) =>
      isOutside(target, ["dompurify", "htm", "marked", "preact"]) ||
      target.specifier === "@openenv/core/episodes/lines" ||
      (target.path?.startsWith("server/web/page/") ?? false),
  },
  packageLayer("server", "an app is deployable without client or provider code", ["core", "sandbox"], [
    "@hono/hono",
    "@modelcontextprotocol/server",
    "dompurify",
    "htm",
    "marked",
    "node:",
    "preact",
    "swagger-ui-dist",
  ]),
  packageLayer("judges", "a rubric needs one function, and judges are optional", ["core"], [
    "@anthropic-ai/sdk",
    "node:",
    "openai",
  ]),
  {
    ...packageLayer("registry", "", ["core"], ["yaml", "zod"]),
    name: "registry/manifest",
    covers: (path) => path.startsWith("registry/manifest/"),
    because: "a manifest is read without a client",
  },
  {
    name: "registry",
    covers: (path) => path.startsWith("registry/"),
    may: "core, client, zod, and the types of @openenv/server/hosts (its code by lazy import())",
    because: "it is data and a lookup, and environments are loaded by specifier at run time",
    allows: (target) =>
      target.own || isIn(target, ["core", "client"]) || isOutside(target, ["node:", "zod"]) ||
      ((target.lazy || target.typeOnly) && /^@openenv\/(providers|server\/hosts)(\/|$)/.test(target.specifier)),
  },
  {
    name: "testing",
    covers: (path) => path.startsWith("testing/"),
    may: "core, client and registry/manifest",
    because: "the checks play through a client and read manifests",
    allows: (target) =>
      target.own || isIn(target, ["core", "client"]) || target.specifier === "@openenv/registry/manifest" ||
      isOutside(target, ["ajv", "fast-check", "node:"]),
  },
  packageLayer("rollouts", "it drives environments, wherever those run", ["core", "client"], []),
  packageLayer("providers", "the client loads them when asked", ["core"], [
    "@kubernetes/client-node",
    "dockerode",
    "node:",
  ]),
  {
    name: "an environment's server.ts",
    covers: (path) => /^envs\/[^/]+\/server\.ts$/.test(path),
    may: "core, server and its own environment",
    because: "it is the one file that joins a world to a server",
    allows: (target) => (target.own && !isTransport(target)) || isIn(target, ["core", "server"]),
  },
  {
    name: "an environment's main.ts",
    covers: (path) => /^envs\/[^/]+\/main\.ts$/.test(path),
    may: "its own server.ts and @openenv/server",
    because: "it only starts the app that server.ts makes",
    allows: (target) => (target.own && isServerFile(target)) || isIn(target, ["server"]),
  },
  {
    name: "an environment",
    covers: (path) => path.startsWith("envs/"),
    may: "core, sandbox, zod and its own files but server.ts and main.ts",
    because: "the rules of a world know nothing of transport",
    allows: (target) =>
      target.own ? !isServerFile(target) && !isTransport(target) : isIn(target, ["core", "sandbox"]) ||
        (target.folder === undefined && !target.specifier.startsWith("@hono/hono")),
  },
  {
    name: "cli and the root's mod.ts",
    covers: (path) => path.startsWith("cli/") || path === "mod.ts",
    may: "every package but envs",
    because: "they are the outermost layer, and environments are loaded by specifier at run time",
    allows: (target) => !target.folder?.startsWith("envs/"),
  },
];

/** The row of a package that may import other packages and some libraries. */
function packageLayer(
  name: string,
  because: string,
  folders: readonly string[],
  libraries: readonly string[],
): Layer {
  return {
    name,
    covers: (path) => path.startsWith(`${name}/`),
    may: [folders.join(" and "), ...libraries].join(", "),
    because,
    allows: (target) => target.own || isIn(target, folders) || isOutside(target, libraries),
  };
}

function isIn(target: ImportTarget, folders: readonly string[]): boolean {
  return target.folder !== undefined && folders.includes(target.folder);
}

/** `true` for a dependency of another publisher in the list; `node:` stands for all of Node's built-in modules. */
function isOutside(target: ImportTarget, names: readonly string[]): boolean {
  if (target.folder !== undefined) return false;
  const { specifier } = target;
  return names.some((name) => specifier === name || specifier.startsWith(name.endsWith(":") ? name : `${name}/`));
}

function isServerFile(target: ImportTarget): boolean {
  return /\/server(\.ts)?$/.test(target.path ?? target.specifier);
}

/** An environment's `main.ts` starts a server when it is loaded. */
function isTransport(target: ImportTarget): boolean {
  return /\/main(\.ts)?$/.test(target.path ?? target.specifier);
}
