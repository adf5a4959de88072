import { readManifest } from "../../../registry/manifest/mod.ts";
import { createCheckContext } from "../../check_context.ts";
import { STATIC_CHECKS } from "../../checks/all_checks.ts";
import type { ImageConfig, ImageContents, ImageFile, PackageImage } from "../../checks/static/image.ts";
import type { CheckReport } from "../../findings/check.ts";
import { runChecks } from "../../run_checks.ts";
import { memoryPackage, SOUND_MANIFEST, SOUND_PACKAGE } from "../memory_package.ts";

/** An image with one fault: what it has, the one check that has to find it, what that says, and the image. */
export type ImageFault = readonly [name: string, check: string, says: string, image: PackageImage];

const CONFIG: ImageConfig = {
  User: "65532:65532",
  Env: ["PATH=/usr/bin", "HOME=/tmp"],
  Labels: {
    "org.openenv.runtime": "deno",
    "org.opencontainers.image.title": "walk_env",
    "org.opencontainers.image.version": "0.1.0",
    "org.opencontainers.image.source": "https://example.com/walk",
    "org.opencontainers.image.licenses": "MIT",
  },
};

const TEXTS: Readonly<Record<string, string>> = {
  "deno.lock": '{ "version": "5", "npm": { "zod@4.6.7": {}, "a@1.0.0_b@2.0.0": {} } }',
  "main.ts": "1;",
  "sbom.cdx.json":
    '{ "bomFormat": "CycloneDX", "components": [{ "name": "zod", "version": "4.6.7" }, { "name": "a", "version": "1.0.0" }] }',
};

function file(path: string, mode = 0o644, contents = "00"): ImageFile {
  return { path, mode, attributes: `file ${mode.toString(8).padStart(4, "0")} 0:0`, contents };
}

const FILES: readonly ImageFile[] = [
  { path: "/app/env", mode: 0o755, attributes: "folder 0755 0:0", contents: "" },
  ...Object.keys(TEXTS).map((path) => file(`/app/env/${path}`)),
  file("/deno-dir/npm/registry.npmjs.org/x/1.0.0/.npmrc"),
  file("/etc/ssl/private/site.key", 0o600),
];

/** An image that has nothing wrong with it. */
export const SOUND_IMAGE: PackageImage = image({});

/** Runs the static checks on a sound package and an image. */
export async function checkImage(image: PackageImage): Promise<CheckReport> {
  const { manifest } = readManifest(SOUND_MANIFEST);
  const context = createCheckContext({ files: memoryPackage(SOUND_PACKAGE), manifest, image });
  return await runChecks(STATIC_CHECKS, context, { levels: ["static"], target: "walk" });
}

interface Parts {
  readonly config?: Partial<ImageConfig>;
  readonly files?: readonly ImageFile[];
  readonly texts?: Readonly<Record<string, string | undefined>>;
  readonly rebuilt?: Partial<ImageContents>;
}

/** The sound image with something added or replaced. */
function image({ config, files = [], texts = {}, rebuilt = {} }: Parts): PackageImage {
  const own: ImageContents = { config: { ...CONFIG, ...config }, files: [...FILES, ...files] };
  const all: Readonly<Record<string, string | undefined>> = { ...TEXTS, ...texts };
  const read = (path: string) => {
    const text = all[path];
    return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
  };
  return { ...own, folder: "/app/env", read, rebuild: () => Promise.resolve([own, { ...own, ...rebuilt }]) };
}

function label(name: string, value: string): Parts {
  return { config: { Labels: { ...CONFIG.Labels, [name]: value } } };
}

const MAIN = file("/app/env/main.ts");
const others = FILES.filter(({ path }) => path !== MAIN.path);

/** Images with one fault each. */
export const IMAGE_FAULTS: readonly ImageFault[] = [
  ["other contents in a second build", "static.reproducible_build", "/app/env/main.ts has other contents", {
    ...image({ rebuilt: { files: [...others, { ...MAIN, contents: "01" }] } }),
  }],
  [
    "another mode in a second build",
    "static.reproducible_build",
    "/app/env/main.ts is file 0644 0:0 in one build, file 0600 0:0 in the other",
    image({ rebuilt: { files: [...others, file(MAIN.path, 0o600)] } }),
  ],
  [
    "a file less in a second build",
    "static.reproducible_build",
    "/app/env/main.ts is in one build only",
    image({ rebuilt: { files: others } }),
  ],
  [
    "a file more in a second build",
    "static.reproducible_build",
    "/tmp/built-at is in one build only",
    image({ rebuilt: { files: [...FILES, file("/tmp/built-at")] } }),
  ],
  [
    "another user in a second build",
    "static.reproducible_build",
    "the configuration's User differs",
    image({ rebuilt: { config: { ...CONFIG, User: "" } } }),
  ],
  ["no user", "static.image_hygiene", "it runs as root", image({ config: { User: "" } })],
  ["the user 0", "static.image_hygiene", "it runs as root", image({ config: { User: "0:0" } })],
  [
    "a token in a variable",
    "static.image_hygiene",
    "the variable HF_TOKEN looks like a credential",
    image({ config: { Env: ["HF_TOKEN=hf_x"] } }),
  ],
  ["a volume", "static.image_hygiene", "it declares the volume /data", image({ config: { Volumes: { "/data": {} } } })],
  ["an .env", "static.image_hygiene", "/app/env/.env is a credential", image({ files: [file("/app/env/.env")] })],
  [
    "a key at home",
    "static.image_hygiene",
    "/root/.ssh/id_ed25519 is a credential",
    image({ files: [file("/root/.ssh/id_ed25519", 0o600)] }),
  ],
  [
    "a private key in a text",
    "static.image_hygiene",
    "/app/env/main.ts has a private key",
    image({ texts: { "main.ts": "-----BEGIN RSA PRIVATE KEY-----" } }),
  ],
  [
    "a cache",
    "static.image_hygiene",
    "/deno-dir/dep_analysis_cache_v2-wal is a cache",
    image({ files: [file("/deno-dir/dep_analysis_cache_v2-wal")] }),
  ],
  ["a compiler", "static.image_hygiene", "/usr/bin/gcc is a tool for building or fetching", {
    ...image({ files: [file("/usr/bin/gcc", 0o755)] }),
  }],
  [
    "a file for root alone",
    "static.image_hygiene",
    "/app/env/data.json cannot be read by any user",
    image({ files: [file("/app/env/data.json", 0o600)] }),
  ],
  ["no list of components", "static.sbom", "/app/env/sbom.cdx.json is missing, or is no JSON", {
    ...image({ texts: { "sbom.cdx.json": undefined } }),
  }],
  ["a list that is no JSON", "static.sbom", "/app/env/sbom.cdx.json is missing, or is no JSON", {
    ...image({ texts: { "sbom.cdx.json": "{" } }),
  }],
  ["a list in another format", "static.sbom", "sbom.cdx.json is not in CycloneDX's format", {
    ...image({ texts: { "sbom.cdx.json": '{ "spdxVersion": "SPDX-2.3" }' } }),
  }],
  ["a list that is not complete", "static.sbom", "sbom.cdx.json does not list b@2.0.0", {
    ...image({ texts: { "deno.lock": '{ "npm": { "zod@4.6.7": {} }, "jsr": { "b@2.0.0": {} } }' } }),
  }],
  ["no lock file", "static.sbom", "/app/env/deno.lock is missing, or is no JSON", {
    ...image({ texts: { "deno.lock": undefined } }),
  }],
  ["no source", "static.oci_labels", "the label org.opencontainers.image.source is missing", {
    ...image(label("org.opencontainers.image.source", "")),
  }],
  [
    "another version",
    "static.oci_labels",
    "the label org.opencontainers.image.version is 0.0.9, and the manifest says 0.1.0",
    image(label("org.opencontainers.image.version", "0.0.9")),
  ],
];
