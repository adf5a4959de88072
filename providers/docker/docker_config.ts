import { InvalidOptionError, messageOf } from "@openenv/core/errors";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder of Docker's configuration. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  return env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker");
}

/** Reads a file of Docker's configuration; `undefined` if there is none. */
export function readConfigFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "ENOENT") return undefined;
    throw thrown;
  }
}

/** The parts of Docker's files that are used here. */
export interface DockerConfig {
  /** The context in use. */
  readonly currentContext?: string;
  /** What `docker login` has written, by registry. */
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  /** Of a context: where its daemon listens. */
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

/** Parses a file of Docker's configuration. Its text, which may have passwords in it, gets into no error. */
export function parseConfig(text: string | undefined, path: string): DockerConfig {
  if (text === undefined) return {};
  try {
    return JSON.parse(text) ?? {};
  } catch (thrown) {
    const [place = "it is not JSON"] = /line \d+ column \d+/.exec(messageOf(thrown)) ?? [];
    throw new InvalidOptionError(`Cannot read Docker's configuration in ${path}: ${place}`, {
      option: "DOCKER_CONFIG",
    });
  }
}
