import { InvalidOptionError } from "@openenv/core/errors";
import { createHash } from "node:crypto";
import { join } from "node:path";
import process from "node:process";
import { configFolder, parseConfig, readConfigFile } from "./docker_config.ts";

/** Where a Docker daemon listens, and how to be let in: options for `dockerode`. */
export interface DockerEndpoint {
  /** The address as Docker writes it, such as `unix:///var/run/docker.sock`. */
  readonly address: string;
  /** The path of a socket; absent for TCP. */
  readonly socketPath?: string;
  /** The host of a TCP address. */
  readonly host?: string;
  /** The port of a TCP address. */
  readonly port?: number;
  /** The protocol of a TCP address. */
  readonly protocol?: "http" | "https";
  /** The authority's certificate, for TLS. */
  readonly ca?: string;
  /** The client's certificate. */
  readonly cert?: string;
  /** The client's key. */
  readonly key?: string;
}

/** Where settings are read from; tests pass their own. */
export interface EndpointSources {
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file; `undefined` if there is none. */
  readonly read: (path: string) => string | undefined;
}

const DEFAULT_ADDRESS = process.platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";

/**
 * Finds the daemon as the `docker` command does: `DOCKER_HOST` with `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH`, else the
 * context that `DOCKER_CONTEXT` or the configuration names, else the socket of this machine.
 *
 * @param given An address that takes the place of `DOCKER_HOST`.
 * @throws `InvalidOptionError` for an address or a context that can't be used.
 */
export function findEndpoint(given?: string, sources: EndpointSources = SYSTEM): DockerEndpoint {
  const { env, read } = sources;
  const address = given || env.DOCKER_HOST;
  if (address) return parseAddress(address, env.DOCKER_TLS_VERIFY ? certificates(certPath(env), read) : undefined);
  const folder = configFolder(env);
  const path = join(folder, "config.json");
  const context = env.DOCKER_CONTEXT || parseConfig(read(path), path).currentContext || "default";
  return context === "default" ? parseAddress(DEFAULT_ADDRESS) : readContext(context, join(folder, "contexts"), read);
}

const SYSTEM: EndpointSources = { env: process.env, read: readConfigFile };

function certPath(env: EndpointSources["env"]): string {
  return env.DOCKER_CERT_PATH || configFolder(env);
}

function certificates(folder: string, read: EndpointSources["read"]) {
  const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((name) => read(join(folder, name)));
  return { ca, cert, key };
}

/** A context is a folder whose name is the hash of the context's. */
function readContext(name: string, folder: string, read: EndpointSources["read"]): DockerEndpoint {
  const id = createHash("sha256").update(name).digest("hex");
  const path = join(folder, "meta", id, "meta.json");
  const host = parseConfig(read(path), path).Endpoints?.docker?.Host;
  if (typeof host !== "string") {
    throw new InvalidOptionError(`Cannot use Docker's context ${name}: it does not exist`, {
      option: "DOCKER_CONTEXT",
    });
  }
  const tls = certificates(join(folder, "tls", id, "docker"), read);
  return parseAddress(host, tls.ca ?? tls.cert ? tls : undefined);
}

function parseAddress(address: string, tls?: Pick<DockerEndpoint, "ca" | "cert" | "key">): DockerEndpoint {
  const [, scheme, rest] = /^(unix|npipe|tcp|https?):\/\/(.+)$/.exec(address) ?? [];
  if (scheme === "unix" || scheme === "npipe") return { address, socketPath: rest };
  const url = scheme === undefined ? null : URL.parse(`http://${rest}`);
  if (url === null) {
    const text = `Cannot use Docker at ${address}: expected unix:///path, tcp://host:port or https://host:port`;
    throw new InvalidOptionError(text, { option: "DOCKER_HOST" });
  }
  const isSecure = scheme === "https" || tls !== undefined;
  const port = Number(url.port) || (isSecure ? 2376 : 2375);
  return { address, host: url.hostname, port, protocol: isSecure ? "https" : "http", ...tls };
}
