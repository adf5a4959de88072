import { isRecord } from "@openenv/core/schema";
import type { Manifest } from "@openenv/registry/manifest";
import { parse, stringify } from "yaml";

/** What every Space of an environment has: how it is built, and where it answers. */
const REQUIRED = { sdk: "docker", app_port: 8000, base_path: "/web" } as const;
/** The tag that environments are found by. */
const TAG = "openenv";

/**
 * Writes the README of a Space: with the front matter that the Hub reads. Keys that are there already stay as they are,
 * but for those that decide how the Space is built and where it answers.
 *
 * @throws `Error` for front matter that is no YAML.
 */
export function toSpaceReadme(readme: string, { name }: Pick<Manifest, "name">): string {
  const [whole, block] = /^---\r?\n(.*?)^---[ \t]*(?:\r?\n|$)/ms.exec(readme) ?? ["", ""];
  const own = readBlock(block);
  const tags = Array.isArray(own.tags) ? own.tags : [];
  const front = {
    title: toTitle(name),
    emoji: "🎯",
    colorFrom: "blue",
    colorTo: "indigo",
    pinned: false,
    ...own,
    ...REQUIRED,
    tags: tags.includes(TAG) ? tags : [...tags, TAG],
  };
  return `---\n${stringify(front)}---\n${whole === "" ? "\n" : ""}${readme.slice(whole.length)}`;
}

function readBlock(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (cause) {
    throw new Error("Cannot write the README of a Space: its front matter is not YAML", { cause });
  }
  if (isRecord(value)) return value;
  throw new Error("Cannot write the README of a Space: its front matter has no keys");
}

/** Makes a title of a name: `Grid World` of `grid_world_env`. */
function toTitle(name: string): string {
  const words = name.replace(/_env$/, "").split(/[_-]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
