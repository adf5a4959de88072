import { packageOf } from "./package_text.ts";

/** The `package.json` that `deno pack` writes. */
export interface PackedJson {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, PackedExport>>;
  readonly main?: string;
  readonly types?: string;
  readonly [key: string]: unknown;
}

/** An entry of `exports`. */
export interface PackedExport {
  readonly types?: string;
  readonly import: string;
  readonly default: string;
}

/** What is known of a package beside what `deno pack` wrote. */
export interface PackageFacts {
  /** A description in one sentence. */
  readonly description: string;
  /** What its files import from other packages, by their names on npm. */
  readonly imports: ReadonlySet<string>;
  /** The imports that a part of its users do without. */
  readonly optional: ReadonlySet<string>;
  /** The range of each importable package. */
  readonly ranges: ReadonlyMap<string, string>;
  /** `true` if it runs on Deno alone. */
  readonly needsDeno: boolean;
  /** `true` if other runtimes cannot even load it, and are told so. */
  readonly isRefused: boolean;
}

/** The module that other runtimes load from a package that they cannot load. */
export const REFUSAL = "deno_only.js";

/** Completes a `package.json`. Throws an `Error` for an import that no range is known of. */
export function completePackageJson(packed: PackedJson, facts: PackageFacts): Record<string, unknown> {
  const { name, version, main, types } = packed;
  const { description, imports, optional, needsDeno, isRefused } = facts;
  const dependencies = [...imports].filter((name) => !optional.has(name));
  const peers = [...imports].filter((name) => optional.has(name));
  const peerFields = peers.length === 0 ? {} : {
    peerDependencies: toRanges(name, peers, facts.ranges),
    peerDependenciesMeta: Object.fromEntries(peers.map((peer) => [peer, { optional: true }])),
  };
  return {
    name,
    version,
    description,
    license: packed.license,
    type: "module",
    engines: needsDeno ? { deno: ">=2.9" } : { node: ">=22", deno: ">=2.9" },
    ...(isRefused ? {} : { main }),
    types,
    exports: isRefused ? forDenoAlone(packed.exports) : packed.exports,
    dependencies: toRanges(name, dependencies, facts.ranges),
    ...peerFields,
  };
}

function toRanges(
  owner: string,
  names: readonly string[],
  ranges: ReadonlyMap<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const range = ranges.get(packageOf(name));
      if (range === undefined) {
        throw new Error(`Cannot pack ${owner}: it imports ${name}, which deno.json does not name`);
      }
      return [name, range];
    }),
  );
}

/** Other runtimes get a module that says so, instead of an error about syntax that they do not know. */
function forDenoAlone(exports: PackedJson["exports"]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(exports).map(([path, { types, import: module }]) => [
      path,
      { ...(types === undefined ? {} : { types }), deno: module, default: `./${REFUSAL}` },
    ]),
  );
}

/** Writes that module. It has the names that the package exports, since a missing name is the error that comes first. */
export function writeRefusal(name: string, exported: ReadonlySet<string>): string {
  const message = `${name} runs on Deno alone: run this program with Deno, or drive a server with @openenv/client, ` +
    "which runs on Node, Bun and in browsers";
  const names = [...exported].filter((name) => name !== "default").sort();
  return [
    ...(names.length === 0 ? [] : [`export let ${names.join(", ")};`]),
    ...(exported.has("default") ? ["export default undefined;"] : []),
    `throw new Error(${JSON.stringify(message)});`,
    "",
  ].join("\n");
}
