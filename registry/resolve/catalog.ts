import { isRecord } from "@openenv/core/schema";
import { z } from "zod";
import { sha256 } from "./download.ts";
import { InvalidRegistryError } from "./registry_errors.ts";
import type { RegistryIndex } from "./registry_index.ts";

/** The most bytes of a catalog, as in the Python package. */
export const MAX_CATALOG_BYTES = 16 * 1024 * 1024;

/** The repository that a catalog describes. */
export interface CatalogSource {
  /** The URL of the Git repository, `https://github.com/<owner>/<name>.git`. */
  readonly source: string;
  /** The commit, in full. */
  readonly revision: string;
  /** The license of the packages, as an SPDX expression. */
  readonly license: string;
  /** The DNS name of who publishes the catalog. Default: `github.com`. */
  readonly publisher?: string;
}

const text = z.string().regex(/\S/);

/** What is read of a catalog; its other keys are kept. */
const catalogSchema = z.looseObject({
  schema_version: z.literal("0.1-draft"),
  publisher: text,
  complete: z.boolean(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  entries: z.array(z.looseObject({
    identifier: text,
    displayName: text,
    description: text,
    tags: z.array(text).default([]),
    capabilities: z.array(text).default([]),
    data: z.looseObject({
      name: text,
      description: text,
      license: text,
      source: z.looseObject({ uri: text, revision: text, path: text }),
    }),
  })),
});

/** A catalog of the Python package, as it is read; names are those of the file, and other keys are kept. */
export interface Catalog {
  /** The DNS name of who publishes it. */
  readonly publisher: string;
  /** The environments. */
  readonly entries: readonly CatalogEntry[];
}

/** An environment of a catalog, at one commit of a repository. */
export interface CatalogEntry {
  /** Its identifier. */
  readonly identifier: string;
  /** Its name for people. */
  readonly displayName: string;
  /** One sentence. */
  readonly description: string;
  /** The kind of environment. */
  readonly tags: readonly string[];
  /** The names of its tools. */
  readonly capabilities: readonly string[];
  /** What its repository declares. */
  readonly data: {
    readonly name: string;
    readonly license: string;
    readonly source: { readonly uri: string; readonly revision: string; readonly path: string };
  };
}

/**
 * Writes an index as a catalog of the Python package, profile 0.1-draft.
 *
 * @param index The index; each environment is in `envs/` under its name.
 * @param options The repository that it describes.
 * @returns The text of the file.
 * @throws `InvalidRegistryError` for a repository or a commit that a catalog can't name.
 */
export function toCatalog({ environments }: RegistryIndex, options: CatalogSource): string {
  const { source: uri, revision, license, publisher = "github.com" } = options;
  const id = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\.git$/.exec(uri)?.[1];
  if (id === undefined || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) {
    const message =
      `Cannot write catalog of ${uri} ${revision}: expected https://github.com/<owner>/<name>.git and a ` +
      "commit in full";
    throw new InvalidRegistryError(message, { source: uri });
  }
  const source = { provider: "github", id, uri, revision };
  const entries = environments.map(({ name, summary, tags, tools }) => {
    const path = `envs/${name}`;
    return {
      "@context": "https://agenticresourcediscovery.org/context/v1",
      identifier: `urn:air:${publisher}:openenv:${sha256(`${uri}\n${path}`)}:${revision}`,
      displayName: name,
      type: "application/vnd.openenv.environment-card+json",
      description: summary,
      tags: [...new Set(tags)].sort(),
      capabilities: tools,
      representativeQueries: [],
      metadata: { provenance: { name: `${path}/openenv.yaml#name`, description: `${path}/openenv.yaml#description` } },
      data: {
        schema_version: "0.1-draft",
        name,
        description: summary,
        owner: { authority: "github.com", id: id.split("/")[0] },
        source: { ...source, path },
        artifact_availability: "resolvable",
        artifacts: [{ kind: "git", uri, path, revision }],
        license,
        interfaces: [
          { role: "orchestration", protocol: "openenv" },
          ...(tools.length === 0
            ? []
            : [{ role: "agent-tools", protocol: "mcp", status: "declared", source_revision: revision }]),
        ],
      },
    };
  });
  const snapshot = {
    schema_version: "0.1-draft",
    publisher,
    source,
    generator: { name: "openenv-git-catalog", version: "1" },
    inventory: { root: "envs", paths: environments.map(({ name }) => `envs/${name}`).sort() },
    entries,
    issues: [],
    complete: true,
  };
  return JSON.stringify(sortKeys({ ...snapshot, digest: digestOf(snapshot) }), null, 2) + "\n";
}

/**
 * Parses a catalog, of the Python package or of `deno task registry --catalog`.
 *
 * @param text The text.
 * @param source Its path, for messages.
 * @throws `InvalidRegistryError` for what is no catalog, is incomplete, or does not match its own digest.
 */
export function parseCatalog(text: string, source: string): Catalog {
  const refuse = (reason: string) => new InvalidRegistryError(`Cannot read catalog ${source}: ${reason}`, { source });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("it is no JSON");
  }
  const { success, data, error } = catalogSchema.safeParse(value);
  if (!success) throw refuse(`${error.issues[0]!.path.join(".") || "it"}: ${error.issues[0]!.message}`);
  if (!data.complete) throw refuse("it is incomplete");
  const { digest, ...snapshot } = value as Record<string, unknown>;
  if (digestOf(snapshot) !== digest) throw refuse("its contents do not match its digest");
  return data;
}

/** Digests a snapshot as the Python package does: compact JSON with sorted keys. */
function digestOf(snapshot: Readonly<Record<string, unknown>>): string {
  return `sha256:${sha256(JSON.stringify(sortKeys(snapshot)))}`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1);
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeys(part)]));
}
