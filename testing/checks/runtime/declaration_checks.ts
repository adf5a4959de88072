import { type JsonSchema, toJsonSchema } from "@openenv/core/schema";
import type { Check, Finding } from "../../findings/check.ts";
import { fail, notApplicable, pass, skip } from "../../findings/findings.ts";
import type { Subject, SubjectInside } from "../../subjects/subject.ts";
import type { SubjectContext } from "./played_episodes.ts";
import { runtimeCheck } from "./runtime_check.ts";

const README = "README.md";

/** Check whether what a package says of its environment is what the contract says. */
export const DECLARATION_CHECKS: readonly Check[] = [
  runtimeCheck({
    id: "runtime.name_and_version",
    severity: "warn",
    summary: "The manifest's name and version are those of the contract.",
    applies: ({ manifest, subject }) => manifest !== undefined && subject?.inside !== undefined,
    run: checkNames,
  }),
  runtimeCheck({
    id: "runtime.readme_keys",
    severity: "warn",
    summary: "`README.md` names the keys of actions, observations and reset options, and no others in its tables.",
    applies: ({ files }) => files !== undefined,
    run: checkReadme,
  }),
];

/** The version of a contract that gives none. */
const DEFAULT_VERSION = "1.0.0";

function checkNames({ manifest, subject }: SubjectContext): Finding {
  const { name, version } = subject.inside!.contract;
  const isVersioned = manifest!.version !== undefined && version !== DEFAULT_VERSION;
  const declared = { name: manifest!.name, ...(isVersioned && { version: manifest!.version }) };
  const seen = { name, ...(isVersioned && { version }) };
  const evidence = Object.entries(declared).filter(([key, value]) => seen[key as "name"] !== value)
    .map(([key, value]) => `openenv.yaml has the ${key} ${value}, and the contract has ${seen[key as "name"]}`);
  if (evidence.length === 0) return pass(seen);
  const remediation = "Give both the same name and version: a client asks for the one and is told the other";
  return fail({ expected: declared, seen, evidence, remediation });
}

/** The reset options that every environment has. */
const COMMON_OPTIONS: readonly string[] = ["seed", "episode_id", "max_steps", "split", "index", "task_id"];

/** A section of the README, and the keys that it is about. */
interface Section {
  readonly heading: string;
  /** The keys that it has to name. */
  readonly keys: readonly string[];
  /** Other keys that its tables may name. */
  readonly others?: readonly string[];
}

async function checkReadme({ files, subject }: SubjectContext): Promise<Finding> {
  if (!(await files!.list()).includes(README)) return skip("unmet dependency: static.layout");
  if (subject.inside === undefined) return notApplicable("the contract is not known behind a URL");
  const text = new TextDecoder().decode(await files!.read(README));
  const sections = sectionsOf(subject, subject.inside);
  const evidence = sections.flatMap((section) => compareSection(text, section));
  if (evidence.length === 0) return pass();
  return fail({
    expected: "the keys of the contract",
    seen: evidence.length,
    evidence,
    remediation: "Write every key in `backticks` under its heading, and no key that the contract does not have",
  });
}

function sectionsOf({ tools }: Subject, { contract }: SubjectInside): readonly Section[] {
  const { action, observation, resetOptions } = contract;
  return [
    tools === undefined
      ? { heading: "Actions", keys: keysOf(toJsonSchema(action, "input", "action")) }
      : { heading: "Actions", keys: tools.map(({ name }) => name) },
    { heading: "Observations", keys: keysOf(toJsonSchema(observation, "output", "observation")) },
    {
      heading: "Options",
      keys: resetOptions === undefined ? [] : keysOf(toJsonSchema(resetOptions, "input", "resetOptions")),
      others: COMMON_OPTIONS,
    },
  ];
}

/** Lists the keys of objects that a schema describes; a union has those of all its parts. */
function keysOf(schema: JsonSchema, root: JsonSchema = schema): string[] {
  const { $ref } = schema;
  const target = typeof $ref === "string" ? $ref.split("/").slice(1).reduce<unknown>(step, root) : undefined;
  const parts = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) => Array.isArray(list) ? list : []);
  const nested = [...parts, ...(target === undefined ? [] : [target as JsonSchema])];
  const keys = [...Object.keys(schema.properties ?? {}), ...nested.flatMap((part) => keysOf(part, root))];
  return [...new Set(keys)].filter((key) => key !== "metadata");
}

function step(part: unknown, key: string): unknown {
  return (part as Record<string, unknown> | undefined)?.[key];
}

function compareSection(text: string, { heading, keys, others = [] }: Section): string[] {
  const section = sectionOf(text, heading);
  if (section === undefined) return []; // static.readme reports it
  const named = new Set(section.match(/`[^`\n]+`/g)?.flatMap((code) => code.match(/[A-Za-z_]\w*/g) ?? []));
  const missing = keys.filter((key) => !named.has(key));
  const known = new Set([...keys, ...others]);
  const unknown = tableKeysOf(section).filter((key) => !known.has(key));
  return [
    ...missing.map((key) => `README.md does not name "${key}" under ${heading}`),
    ...unknown.map((key) => `README.md names "${key}" under ${heading}, and the contract does not`),
  ];
}

/** Returns the text below a heading of the second level, up to the next one. */
function sectionOf(text: string, heading: string): string | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => new RegExp(`^##\\s+${heading}\\s*$`, "i").test(line));
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => /^##\s/.test(line));
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join("\n");
}

/** Lists the keys in the first column of tables that are about keys, by their first heading. */
function tableKeysOf(section: string): string[] {
  const keys: string[] = [];
  let isAboutKeys = false;
  let isInside = false;
  for (const line of section.split("\n")) {
    const [, cell] = /^\|([^|]*)\|/.exec(line) ?? [];
    if (cell === undefined) {
      isInside = false;
      continue;
    }
    if (!isInside) isAboutKeys = /^\s*(?:key|field|name|(?:reset )?option|tool)s?\s*$/i.test(cell);
    else if (isAboutKeys) keys.push(...Array.from(cell.matchAll(/`([A-Za-z_]\w*)`/g), ([, key]) => key!));
    isInside = true;
  }
  return keys;
}
