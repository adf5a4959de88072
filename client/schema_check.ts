import type { AnyContract } from "@openenv/core";
import { messageOf, SchemaMismatchError } from "@openenv/core/errors";
import { withinTime } from "@openenv/core/async";
import { hashContract } from "@openenv/core/contract";
import { isRecord } from "@openenv/core/schema";
import { fetchAnswer } from "./transport/fetch_answer.ts";
import { isSuccess } from "./transport/http_shapes.ts";

/** Options for {@linkcode findMismatch}. */
export interface SchemaCheckOptions {
  /** The server's base URL, without a trailing slash. */
  readonly base: string;
  /** The contract that the client was created with. */
  readonly contract: AnyContract;
  /** The headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long the request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts the request. */
  readonly signal: AbortSignal;
}

const hashes: WeakMap<AnyContract, Promise<string>> = new WeakMap();

/**
 * Asks a server whether it hosts the contract that the client was created with; resolves with an error if it doesn't.
 *
 * A server that does not say, or can't be asked, is not a mismatch: Python's servers have no hash, and a browser may
 * not be allowed to ask. Never rejects.
 */
export async function findMismatch(options: SchemaCheckOptions): Promise<SchemaMismatchError | undefined> {
  const { base, contract } = options;
  try {
    const [metadata, hash] = await Promise.all([readMetadata(options), hashOnce(contract)]);
    return mismatchOf(metadata, { contract, hash, place: base });
  } catch {
    return undefined;
  }
}

/** What {@linkcode mismatchOf} compares with. */
export interface Expected {
  /** The contract that the client was created with. */
  readonly contract: AnyContract;
  /** Its hash. */
  readonly hash: string;
  /** The server's URL or the module's, for the message. */
  readonly place: string;
}

/** Returns an error if a server's metadata names other schemas than the client's contract. */
export function mismatchOf(metadata: unknown, { contract, hash, place }: Expected): SchemaMismatchError | undefined {
  if (!isRecord(metadata) || typeof metadata.schema_hash !== "string" || metadata.schema_hash === hash) return;
  const { name, version, schema_hash } = metadata;
  const server = { name: messageOf(name), version: messageOf(version), hash: schema_hash };
  const text = `Cannot connect to ${place}: it hosts ${server.name} ${server.version} (schema ${server.hash}), ` +
    `and this client was built for ${contract.name} ${contract.version} (schema ${hash})`;
  return new SchemaMismatchError(`${text}; the option allowSchemaMismatch goes on all the same`, {
    client: { name: contract.name, version: contract.version, hash },
    server,
  });
}

/** Compares the contract of an environment in this process with the client's. */
export async function compareContracts(
  hosted: AnyContract,
  contract: AnyContract,
  place: string,
): Promise<SchemaMismatchError | undefined> {
  if (hosted === contract) return;
  const { name, version } = hosted;
  const metadata = { name, version, schema_hash: await hashContract(hosted) };
  return mismatchOf(metadata, { contract, hash: await hashOnce(contract), place });
}

function readMetadata({ base, headers, timeoutMs, signal }: SchemaCheckOptions): Promise<unknown> {
  return withinTime(async (own) => {
    const answer = await fetchAnswer(`${base}/metadata`, { headers: { ...headers }, signal: own });
    return isSuccess(answer) ? JSON.parse(answer.text) : undefined;
  }, { action: "read metadata", timeoutMs, signal });
}

function hashOnce(contract: AnyContract): Promise<string> {
  let hash = hashes.get(contract);
  if (hash === undefined) hashes.set(contract, hash = hashContract(contract));
  return hash;
}
