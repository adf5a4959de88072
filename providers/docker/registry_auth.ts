import { join } from "node:path";
import process from "node:process";
import { configFolder, parseConfig, readConfigFile } from "./docker_config.ts";

/** How a registry lets a user in. */
export interface RegistryAuth {
  /** The user. */
  readonly username: string;
  /** The password or token. */
  readonly password: string;
  /** The registry. */
  readonly serveraddress: string;
}

const DOCKER_HUB = "https://index.docker.io/v1/";

/** Finds what `docker login` has written for the registry of an image; `undefined` if there is nothing. */
export function registryAuth(image: string, read: typeof readConfigFile = readConfigFile): RegistryAuth | undefined {
  const registry = registryOf(image);
  const path = join(configFolder(process.env), "config.json");
  const auth = parseConfig(read(path), path).auths?.[registry]?.auth;
  if (typeof auth !== "string" || auth === "") return undefined;
  const [, username = "", password = ""] = /^([^:]*):(.*)$/s.exec(atob(auth)) ?? [];
  return { username, password: password.replace(/\0+$/, ""), serveraddress: registry };
}

/** The first part of a name is a registry if it can't be a user's name. */
function registryOf(image: string): string {
  const [first, ...others] = image.split("/");
  return others.length > 0 && /[.:]|^localhost$/.test(first!) ? first! : DOCKER_HUB;
}
