import { parseManifest } from "../../../registry/manifest/read_manifest.ts";
import type { Fault } from "./fault.ts";
import { Walk, walk } from "./walk.ts";

/** The README of a {@linkcode walk}. */
export const WALK_README = `# walk

## Actions

An object with one key, \`by\`.

## Observations

| key     | meaning        |
| ------- | -------------- |
| \`at\`    | the field      |
| \`extra\` | something else |

## Options

| reset option | meaning       |
| ------------ | ------------- |
| \`seed\`     | where it begins |
`;

function readme(name: string, from: string, to: string): Fault {
  return {
    name,
    check: "runtime.readme_keys",
    subject: walk(() => new Walk()),
    files: { "README.md": WALK_README.replace(from, to) },
    needsNoEpisode: true,
  };
}

function named(name: string, manifest: string): Fault {
  const subject = walk(() => new Walk(), { version: "1.1.0" });
  return {
    name,
    check: "runtime.name_and_version",
    subject,
    manifest: parseManifest(manifest),
    needsNoEpisode: true,
  };
}

/** Faults of what a package says of its environment. */
export const NAMING_FAULTS: readonly Fault[] = [
  named("the manifest has another name", "name: talk"),
  named("the manifest has another version", "name: walk\nversion: 2.0.0"),
  readme("the README lacks a key of the action", "`by`", "the number of fields"),
  readme("the README lacks a key of the observation", "| `extra` | something else |\n", ""),
  readme("the README has a key that the observation does not have", "`extra`", "`extra`, `score`"),
  readme("the README has a reset option that there is not", "`seed`  ", "`sead`  "),
];
