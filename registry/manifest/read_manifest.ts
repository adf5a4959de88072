import { nearestName } from "@openenv/core";
import { isPlainObject } from "@openenv/core/schema";
import type { z } from "zod";
import { describeIssue } from "./describe_issue.ts";
import type { Manifest } from "./manifest.ts";
import { ManifestError, type ManifestProblem } from "./manifest_error.ts";
import { manifestSchema, validationSchema } from "./manifest_schema.ts";
import { type FieldPath, type Finding, formatField, type ManifestText } from "./manifest_text.ts";
import { readYaml } from "./read_yaml.ts";

/** The most problems to report; more of them mostly follow from these. */
const MAX_PROBLEMS = 100;

/** The longest message; keys and values may be as long as the text. */
const MAX_MESSAGE_LENGTH = 400;

/** The result of {@linkcode readManifest}. */
export interface ManifestReading {
  /** The manifest; `undefined` if there are problems. */
  readonly manifest: Manifest | undefined;
  /** The problems, in the order of the text, at most 100; empty if there is a manifest. */
  readonly problems: readonly ManifestProblem[];
  /** Keys that the reader does not know and ignores, in the order of the text, at most 100. */
  readonly warnings: readonly ManifestProblem[];
}

/**
 * Reads a manifest and collects all problems and warnings; never throws for a text.
 *
 * An unknown key is a problem inside a section, and a warning at the top and directly under `validation`, where the Python
 * package ignores it too. {@linkcode parseManifest} throws instead.
 *
 * In Deno this needs `--allow-env=LOG_TOKENS,LOG_STREAM`, two variables that the YAML library reads.
 *
 * @param text The contents of `openenv.yaml`.
 * @returns The manifest with every default filled in, or the problems; and the warnings.
 */
export function readManifest(text: string): ManifestReading {
  const { value, text: places, findings } = readYaml(text);
  if (value === undefined) return { manifest: undefined, problems: toProblems(findings, places), warnings: [] };
  const { known, ignored } = separate(value);
  const warnings = toProblems(ignored, places);
  const unknown = new Set(ignored.map(({ path }) => JSON.stringify(path)));
  const isIgnored = ({ path, breaksText }: Finding) =>
    breaksText !== true && [1, 2].some((end) => unknown.has(JSON.stringify(path.slice(0, end))));
  const found = findings.filter((finding) => !isIgnored(finding));
  const checked = manifestSchema.safeParse(known);
  if (checked.success && found.length === 0) return { manifest: checked.data, problems: [], warnings };
  const sourceOf = (path: FieldPath) => places.placeOf(path)?.source;
  const issues = checked.error?.issues.flatMap((issue) => describeIssue(issue, known, sourceOf)) ?? [];
  return { manifest: undefined, problems: toProblems([...found, ...issues], places), warnings };
}

/** Options for {@linkcode parseManifest}. */
export interface ParseManifestOptions {
  /** The name of the text in messages. Default: `"openenv.yaml"`. */
  readonly source?: string;
  /** Called with each warning, in the order of the text. Default: none. */
  readonly onWarning?: (warning: ManifestProblem) => void;
}

/**
 * Reads a manifest, the text of `openenv.yaml`.
 *
 * In Deno this needs `--allow-env=LOG_TOKENS,LOG_STREAM`, two variables that the YAML library reads.
 *
 * @param text The contents of the file.
 * @param options The name of the text, and a callback for warnings.
 * @returns The manifest with every default filled in.
 * @throws {ManifestError} If there are problems; the message names the first one, `data.problems` has all.
 */
export function parseManifest(text: string, options: ParseManifestOptions = {}): Manifest {
  const { source = "openenv.yaml", onWarning = () => {} } = options;
  const { manifest, problems, warnings } = readManifest(text);
  warnings.forEach(onWarning);
  if (manifest !== undefined) return manifest;
  const [first, ...others] = problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new ManifestError(`Cannot read ${source}: line ${first!.line}: ${first!.message}${more}`, { problems });
}

/** Removes the keys that are unknown, and those without a value, which count as absent. */
function separate(root: Readonly<Record<string, unknown>>) {
  const ignored: Finding[] = [];
  const known = pick(root, [], manifestSchema.shape, ignored);
  const { validation } = known;
  if (isPlainObject(validation)) {
    const sections = pick(validation, ["validation"], validationSchema.shape, ignored);
    // For the Python package the presence of this key counts.
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
      ignored.push({ path: [...path, key], message: describeUnknownKey(key, path, shape), atKey: true });
    } else if (value !== null) picked[key] = value;
  }
  return picked;
}

function describeUnknownKey(key: string, path: FieldPath, shape: Readonly<Record<string, unknown>>): string {
  const what = path.length === 0 ? "is no key of a manifest" : `is no section of ${formatField(path)}`;
  if (path.length === 0 && Object.hasOwn(validationSchema.shape, key)) {
    return `${what}; did you mean validation.${key}?`;
  }
  const nearest = nearestName(key, Object.keys(shape));
  return nearest === undefined ? `${what}, and nobody reads it` : `${what}; did you mean ${nearest}?`;
}

/** Looks up the lines and sorts by them; a place gets only one problem. */
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
