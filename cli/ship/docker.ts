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

/** Runs the command `docker`. */
export function docker(args: readonly string[], options: ReadOutputOptions): Promise<string> {
  return readOutput("docker", args, { advice: "install Docker", ...options });
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
    await Deno.remove(idFile);
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
