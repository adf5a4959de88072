import type { Manifest } from "@openenv/registry/manifest";
import { serverFlags } from "./server_flags.ts";

/** What a Dockerfile says of a package. */
export interface ImageFacts {
  /** The manifest. */
  readonly manifest: Pick<Manifest, "name" | "version" | "description" | "permissions" | "requires">;
  /** The license, as an SPDX identifier. Default: not known until the image is built. */
  readonly license?: string;
  /** The address of the sources. Default: not known until the image is built. */
  readonly source?: string;
  /** The modules whose packages the image needs, besides `main.ts`. Default: none. */
  readonly entries?: readonly string[];
  /** `true` if it imports packages from JSR, instead of from a folder `vendor`. Default: `false`. */
  readonly usesJsr?: boolean;
}

/** The image that all images are based on. */
export const BASE_IMAGE = `denoland/deno:${Deno.version.deno}`;

/** The folder of the package in an image, with its manifest, its lock file and its list of components. */
export const IMAGE_FOLDER = "/app/env";

/** The home directory in an image: the one place that is writable when the root is not. */
const HOME = "/tmp";

/**
 * Removes from npm packages what only editors, debuggers and resolving a version need, and lets any user read the
 * package: a build keeps the modes of files, and some people's umask is 077.
 */
const PREPARE = "import { globSync } from 'node:fs'; " +
  "for (const file of globSync('/deno-dir/npm/**/{registry.json,*.map,*.d.ts,*.d.mts,*.d.cts}')) Deno.removeSync(file); " +
  "for (const path of globSync('/app/env/**')) { const { isDirectory, mode } = Deno.statSync(path); " +
  "Deno.chmodSync(path, mode | (isDirectory ? 0o055 : 0o044)); }";

const HEALTH = "Deno.exit((await fetch('http://127.0.0.1:8000/health')).ok ? 0 : 1)";

/**
 * Writes the Dockerfile of a package: the same form for all of them. The base image may have no shell, so every command
 * is in exec form.
 */
export function createDockerfile(facts: ImageFacts): string {
  const { manifest, license = "", source = "", entries = [], usesJsr = false } = facts;
  const { name, version = "", description = "" } = manifest;
  const folders = ["npm", "gen", ...(usesJsr ? ["remote"] : [])];
  return `# The package and what it imports; nothing is fetched when the image runs.
FROM ${BASE_IMAGE} AS build
WORKDIR ${IMAGE_FOLDER}
COPY . .
RUN ${exec(["deno", "install", "--entrypoint", ...new Set(["main.ts", ...entries])])}
# Without type declarations and source maps, and without lists of versions, which change from day to day; readable for all.
RUN ${exec(["deno", "eval", PREPARE])}

FROM ${BASE_IMAGE}
ARG SOURCE=${quote(source)}
ARG LICENSE=${quote(license)}
LABEL org.openenv.runtime="deno" \\
  org.opencontainers.image.title=${quote(name)} \\
  org.opencontainers.image.version=${quote(version)} \\
  org.opencontainers.image.description=${quote(description)} \\
  org.opencontainers.image.source="$SOURCE" \\
  org.opencontainers.image.licenses="$LICENSE"
ENV HOME=${HOME} XDG_CACHE_HOME=${HOME}/.cache
WORKDIR ${IMAGE_FOLDER}
${folders.map((folder) => `COPY --from=build /deno-dir/${folder} /deno-dir/${folder}`).join("\n")}
COPY --from=build ${IMAGE_FOLDER} .
# Any user will do, with a root that is read-only; only ${HOME} is written to.
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3 CMD ${exec(["deno", "eval", HEALTH])}
ENTRYPOINT []
# The permissions are those of the manifest, and what a server needs.
CMD ${exec(["deno", "run", ...flagsOf(manifest), "main.ts", "--host", "0.0.0.0", "--quiet", ...requires(manifest)])}
`;
}

function flagsOf(manifest: ImageFacts["manifest"]): string[] {
  const place = { folder: IMAGE_FOLDER, home: HOME, listen: ["0.0.0.0:8000"] };
  return ["--cached-only", "--frozen", "--no-prompt", ...serverFlags(manifest, place)];
}

function requires({ requires: guarantees }: ImageFacts["manifest"]): string[] {
  return guarantees.length === 0 ? [] : ["--requires", guarantees.join(",")];
}

function exec(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** Quotes a value: one line, in which nothing is replaced. */
function quote(text: string): string {
  return `"${text.replace(/\s+/g, " ").replace(/[\\"$]/g, "\\$&")}"`;
}
