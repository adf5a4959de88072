import { randomBytes } from "node:crypto";
import { ImageNotFoundError } from "../provider_errors.ts";
import type { ResolvedDockerOptions } from "./docker_options.ts";
import { type DockerEngine, type PullOptions, RefusedCall } from "./engine.ts";
import { RUNTIME_LABEL } from "./labels.ts";

/** The variable with the token of a server of ours. */
export const TOKEN = "OPENENV_TOKEN";

/** Options for {@linkcode takeImage}. */
export interface TakeOptions extends PullOptions, Pick<ResolvedDockerOptions, "pull"> {}

/** Returns the labels of an image, which is pulled if that is needed. Throws `ImageNotFoundError`. */
export async function takeImage(
  engine: DockerEngine,
  image: string,
  { pull, onProgress, signal }: TakeOptions,
): Promise<Readonly<Record<string, string>>> {
  const labels = pull === "always" ? undefined : await engine.imageLabels(image);
  if (labels !== undefined) return labels;
  const absent = `Cannot find image ${image}: it is not on this machine, and`;
  if (pull === "never") throw new ImageNotFoundError(`${absent} the option pull is "never"`, { image });
  try {
    await engine.pull(image, { onProgress, signal });
  } catch (thrown) {
    if (!(thrown instanceof RefusedCall)) throw thrown;
    throw new ImageNotFoundError(`${absent} pulling it failed: ${thrown.reason}`, { image });
  }
  const pulled = await engine.imageLabels(image);
  if (pulled === undefined) throw new ImageNotFoundError(`${absent} a pull did not change that`, { image });
  return pulled;
}

/** Adds a random token to the variables if the image is one of ours and they have none. */
export function withToken(
  variables: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (labels[RUNTIME_LABEL] !== "deno" || variables[TOKEN] !== undefined) return variables;
  return { ...variables, [TOKEN]: randomBytes(32).toString("base64url") };
}
