import { InvalidOptionError } from "@openenv/core/errors";
import type { StartOptions } from "./provider.ts";

/** Throws `InvalidOptionError` for a port or a variable that can't be used. No value gets into the message. */
export function assertStartOptions({ port = 0, envVars = {} }: StartOptions): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidOptionError(`Cannot use option port: ${port} is not a port`, { option: "port" });
  }
  for (const [index, [name, value]] of Object.entries(envVars).entries()) {
    // A name with `=` may have the value in it.
    const called = /^[A-Za-z_][\w.-]*$/.test(name) ? name : undefined;
    if (called !== undefined && typeof value === "string" && !value.includes("\0")) continue;
    const state = called === undefined
      ? `variable number ${index + 1} has a name that no variable can have`
      : `the value of ${called} is not a string that a variable can have`;
    throw new InvalidOptionError(`Cannot use option envVars: ${state}`, { option: "envVars" });
  }
}

/** Throws `InvalidOptionError` for a text that is no name of an image. */
export function assertImage(image: string): void {
  if (typeof image === "string" && /^[\w][\w./:@-]*$/.test(image)) return;
  throw new InvalidOptionError(`Cannot use image "${image}": it is no name of an image`, { option: "image" });
}
