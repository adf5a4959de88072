import { nearestName } from "@openenv/core";
import { isPlainObject } from "@openenv/core/schema";
import type { z } from "zod";
import { describeIssue } from "./describe_issue.ts";
import type { Manifest } from "./manifest.ts";
import type { ManifestProblem } from "./manifest_error.ts";
import { manifestSchema } from "./manifest_schema.ts";
import { type FieldPath, type Finding, formatField, type ManifestText } from "./manifest_text.ts";
import { readYaml } from "./read_yaml.ts";
import { validationSchema } from "./validation_schema.ts";

/** More than these help nobody: the rest follows from them. */
const MAX_PROBLEMS = 100;

/** Keys and values of a message may be as long as the text. */
const MAX_MESSAGE_LENGTH = 400;

/** What {@linkcode readManifest} made of a text. */
export interface ManifestReading {
  /** What the text says; `undefined` if there are problems. */
  readonly manifest: Manifest | undefined;
  /** What is wrong with the text, in its order; empty if there is a manifest. At most 100. */
  readonly problems: readonly ManifestProblem[];
  /** What the reader does not know and leaves alone, in the order of the text. At most 100. */
  readonly warnings: readonly ManifestProblem[];
}

/**
 * Reads a manifest and gathers whatever is wrong with it or odd about it; never throws for a text.
 *
 * Keys that are not known are problems inside a section, and warnings at the top and directly under `validation`, where
 * the Python package leaves them alone too. {@linkcode parseManifest} throws instead.
 *
 * In Deno this needs `--allow-env=LOG_TOKENS,LOG_STREAM`, two variables that the YAML library asks for.
 *
 * @param text The contents of `openenv.yaml`.
 * @returns The manifest with every default filled in, or the problems; and the warnings.
 *
 * @example
 * ```ts
 * import { readManifest } from "@openenv/registry/manifest";
 * import assert from "node:assert/strict";
 *
 * const { manifest, problems, warnings } = readManifest("name: echo\nlimit: { max_sessions: 4 }");
 * assert.equal(manifest?.name, "echo");
 * assert.deepEqual(problems, []);
 * assert.deepEqual(warnings.map(({ message }) => message), ["limit is no key of a manifest; did you mean limits?"]);
 * ```
 */
export function readManifest(text: string): ManifestReading {
  const { value, text: places, findings } = readYaml(text);
  if (value === undefined) return { manifest: undefined, problems: toProblems(findings, places), warnings: [] };
  const { known, ignored } = separate(value);
  const warnings = toProblems(ignored, places);
  const strangers = new Set(ignored.map(({ path }) => JSON.stringify(path)));
  const isIgnored = ({ path, breaksText }: Finding) =>
    breaksText !== true && [1, 2].some((end) => strangers.has(JSON.stringify(path.slice(0, end))));
  const found = findings.filter((finding) => !isIgnored(finding));
  const checked = manifestSchema.safeParse(known);
  if (checked.success && found.length === 0) return { manifest: checked.data, problems: [], warnings };
  const sourceOf = (path: FieldPath) => places.placeOf(path)?.source;
  const issues = checked.error?.issues.flatMap((issue) => describeIssue(issue, known, sourceOf)) ?? [];
  return { manifest: undefined, problems: toProblems([...found, ...issues], places), warnings };
}

/** Takes out what nobody reads: keys that are not known, and keys without a value, which count as absent. */
function separate(root: Readonly<Record<string, unknown>>) {
  const ignored: Finding[] = [];
  const known = pick(root, [], manifestSchema.shape, ignored);
  const { validation } = known;
  if (isPlainObject(validation)) {
    const sections = pick(validation, ["validation"], validationSchema.shape, ignored);
    // The Python package takes the presence of this key for a promise.
    known.validation = validation.execution === null ? { ...sections, execution: null } : sections;
  }
  return { known, ignored };
}

function pick(
  from: Readonly<Record<string, unknown>>,
  path: FieldPath,
  shape: Readonly<Record<string, z.ZodType>>,
  ignored: Finding[],
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(from)) {
    if (!Object.hasOwn(shape, key)) {
      ignored.push({ path: [...path, key], message: describeStranger(key, path, shape), atKey: true });
    } else if (value !== null) picked[key] = value;
  }
  return picked;
}

function describeStranger(key: string, path: FieldPath, shape: Readonly<Record<string, unknown>>): string {
  const what = path.length === 0 ? "is no key of a manifest" : `is no section of ${formatField(path)}`;
  if (path.length === 0 && Object.hasOwn(validationSchema.shape, key)) {
    return `${what}; did you mean validation.${key}?`;
  }
  const nearest = nearestName(key, Object.keys(shape));
  return nearest === undefined ? `${what}, and nobody reads it` : `${what}; did you mean ${nearest}?`;
}

/** Looks the lines up, in the order of the text; a place that has a problem already gets no second one. */
function toProblems(findings: readonly Finding[], places: ManifestText): readonly ManifestProblem[] {
  const first = new Map<string, Finding & { readonly offset: number }>();
  for (const finding of findings) {
    const key = JSON.stringify(finding.path.length > 0 ? finding.path : [finding.offset]);
    if (!first.has(key)) first.set(key, { ...finding, offset: places.offsetOf(finding) });
  }
  const sorted = [...first.values()].sort((one, other) => one.offset - other.offset).slice(0, MAX_PROBLEMS);
  return sorted.map(({ path, message, offset }) => {
    const field = formatField(path);
    const full = `${field || "the manifest"} ${message}`;
    const shown = full.length > MAX_MESSAGE_LENGTH ? `${full.slice(0, MAX_MESSAGE_LENGTH)}...` : full;
    return { field, ...places.positionOf(offset), message: shown };
  });
}
