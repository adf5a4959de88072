import type { PackageFiles, PackageImport } from "../findings/check.ts";

/** A package in memory, by the paths of its files; a file that is `undefined` does not exist. */
export type FileTexts = Readonly<Record<string, string | undefined>>;

/** The manifest of {@linkcode SOUND_PACKAGE}. */
export const SOUND_MANIFEST = `name: walk_env
version: "0.1.0"
module: environment.ts
permissions: {}
validation:
  reward: { range: [0, 1], oracle_tolerance: 0, floor_margin: 0.1 }
  resources: { cpu: 1, memory_mb: 128, disk_mb: 64, episode_timeout_s: 60 }
  capabilities: { verifier: { kind: reward_channel } }
  types: { tags: [toy] }
`;

/** A package that has nothing wrong with it at the level `static`. */
export const SOUND_PACKAGE: FileTexts = {
  "openenv.yaml": SOUND_MANIFEST,
  "README.md": `# walk

## Description
## Actions
## Observations
## Start
## Rewards
## Episode end
## Options
## Versions
`,
  "deno.json": `{ "imports": { "zod": "npm:zod@^4.6.0", "@openenv/core": "jsr:@openenv/core@^0.1.0" } }`,
  "environment.ts": `import { rules } from "./rules.ts";\nexport default rules;\n`,
  "environment_test.ts": `import environment from "./environment.ts";\n`,
  "rules.ts": `import { z } from "zod";\nexport const rules = z;\n`,
};

/** Makes a package of texts. */
export function memoryPackage(texts: FileTexts): PackageFiles {
  const present = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const files = new Map(present.map(([path, text]) => [path, new TextEncoder().encode(text)]));
  return {
    list: () => Promise.resolve([...files.keys()].sort()),
    imports: (modules) => Promise.resolve(importsOf(modules, texts)),
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? Promise.reject(new Error(`no such file: ${path}`)) : Promise.resolve(bytes);
    },
  };
}

/** Lists the imports of modules as `deno info` would, for code as simple as that of these packages. */
function importsOf(modules: readonly string[], texts: FileTexts): PackageImport[] {
  const found: PackageImport[] = [];
  const pending = new Set(modules);
  for (const path of pending) {
    for (const [, target] of (texts[path] ?? "").matchAll(/(?:from|import) "([^"]+)"/g)) {
      found.push({ path, target: target! });
      if (target!.startsWith("./")) pending.add(target!.slice(2));
    }
  }
  return found;
}
