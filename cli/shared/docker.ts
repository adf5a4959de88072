import { ifExists } from "./if_exists.ts";
import { readOutput, type ReadOutputOptions } from "./read_output.ts";

/** Options of {@linkcode buildImage}. */
export interface BuildOptions {
  /** The image's name and tag. Default: it has none. */
  readonly tag?: string;
  /** Values for the build arguments of the Dockerfile. Default: none. */
  readonly args?: Readonly<Record<string, string>>;
  /** `true` repeats every step. Default: `false`. */
  readonly noCache?: boolean;
  /** Called with each line of the build. */
  readonly onLine?: (line: string) => void;
}

/** What `docker` prints about its builders and its usage. */
const NOISE =
  /^(?:DEPRECATED: The legacy|Install the buildx|https:\/\/docs\.docker\.com\/go\/buildx|Usage: |Run 'docker )/;

/** Runs the command `docker`. */
export function docker(args: readonly string[], options: ReadOutputOptions): Promise<string> {
  return readOutput("docker", args, { advice: "install Docker", noise: NOISE, ...options });
}

/** Builds the image of a folder that {@linkcode writeContext} has written; returns the image's id. */
export async function buildImage(folder: string, options: BuildOptions = {}): Promise<string> {
  const { tag, args = {}, noCache = false, onLine } = options;
  const idFile = await Deno.makeTempFile({ prefix: "openenv-image-" });
  try {
    await docker(["build", ...buildFlags({ tag, args, noCache }), "--iidfile", idFile, folder], {
      action: `build the image${tag === undefined ? "" : ` ${tag}`}`,
      advice: "install Docker, or write the folder of the build with --context-only",
      onLine,
    });
    return (await Deno.readTextFile(idFile)).trim();
  } finally {
    await ifExists(Deno.remove(idFile)); // docker removes it when a build fails
  }
}

function buildFlags({ tag, args = {}, noCache }: BuildOptions): string[] {
  return [
    ...(tag === undefined ? [] : ["--tag", tag]),
    ...(noCache ? ["--no-cache"] : []),
    ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
  ];
}

/** Returns the size of an image on this machine, in bytes. */
export async function imageSize(image: string): Promise<number> {
  const action = `read the size of ${image}`;
  return Number(await docker(["image", "inspect", "--format", "{{.Size}}", image], { action }));
}

/**
 * Builds an image as {@linkcode buildImage} does, hands it on, and removes it with all that the build has left behind: the
 * images of its steps, which Docker's older builder keeps.
 */
export async function withImage<T>(
  folder: string,
  options: Pick<BuildOptions, "args">,
  use: (id: string) => Promise<T>,
): Promise<T> {
  const steps: string[] = [];
  const onLine = (line: string) => {
    const [, id] = /^ ---> ([0-9a-f]{12})$/.exec(line.trimEnd()) ?? [];
    if (id !== undefined) steps.unshift(id);
  };
  const id = await buildImage(folder, { ...options, noCache: true, onLine });
  try {
    return await use(id);
  } finally {
    const action = "remove an image";
    await docker(["image", "rm", "--force", id], { action });
    for (const step of steps) {
      // The base image is one of the steps, and stays, as does what somebody has named meanwhile.
      const tags = await docker(["image", "inspect", "--format", "{{json .RepoTags}}", step], { action })
        .catch(() => undefined);
      if (tags?.trim() === "[]") await docker(["image", "rm", step], { action }).catch(() => {}); // another build uses it
    }
  }
}
