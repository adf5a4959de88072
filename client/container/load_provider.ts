import { InvalidOptionError, messageOf } from "@openenv/core/errors";
import type { ContainerProvider } from "@openenv/core/provider";

/** The part of `@openenv/providers` that is used here. */
interface Providers {
  readonly LocalDockerProvider: new () => ContainerProvider;
}

/**
 * Creates the default provider. Its package is loaded by a specifier that a bundler can't follow: a client without
 * containers runs in a browser.
 */
export async function createDockerProvider(): Promise<ContainerProvider> {
  const { LocalDockerProvider } = await loadProviders();
  return new LocalDockerProvider();
}

async function loadProviders(): Promise<Providers> {
  try {
    return await import(findProviders(import.meta.url));
  } catch (cause) {
    const text =
      `Cannot start container: @openenv/providers cannot be loaded here (${messageOf(cause)}); install it, ` +
      "or pass the option provider";
    throw new InvalidOptionError(text, { option: "provider" }, { cause });
  }
}

/** Everything comes from where this package comes from: a checkout, npm, JSR. */
export function findProviders(from: string): string {
  if (/^file:.*\/client\/container\//.test(from) && !from.includes("/node_modules/")) {
    return new URL("../../providers/mod.ts", from).href;
  }
  const [, version] = /^https?:\/\/.*\/@openenv\/client\/([^/]+)\//.exec(from) ?? [];
  return version === undefined ? "@openenv/providers" : `jsr:@openenv/providers@${version}`;
}
