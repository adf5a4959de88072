/**
 * Writes `envs/README.md`, a table of the bundled environments: `deno task envs:table`.
 *
 * The returns come from `registry/index.json`, the rest from manifests and READMEs. The costs are measured, which takes
 * some seconds for each environment; `--keep` measures only what has no numbers on the page yet. `--check` writes and measures nothing: it
 * fails if a column other than the costs is out of date.
 *
 * @module
 */
import { messageOf } from "@openenv/core";
import { parseManifest } from "@openenv/registry/manifest";
import type { RegistryEntry } from "@openenv/registry";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Costs, measureEnvironment } from "./measure_environment.ts";
import { runDeno } from "./run_deno.ts";
import { ROOT } from "./workspace.ts";
import { readIndex } from "./write_registry.ts";

const PAGE = join(ROOT, "envs", "README.md");
const HEAD = [
  ...["environment", "what to do", "tasks", "oracle", "random", "nothing", "ms a step", "MB a session", "drop-in for"],
];
/** The columns that are measured. */
const MEASURED: readonly number[] = [6, 7];
const NONE = "–";

const INTRO = `# Environments

Written by \`deno task envs:table\`. Each environment is a package with a README of its own, starts by its name with
\`deno task openenv serve grid_world\`, and is checked up to the semantic level by \`deno task check:envs\`.

`;
const LEGEND = `
- **oracle**, **random**, **nothing**: the average score of the package's oracle, of playing at random, and of doing
  nothing, over the episodes of \`openenv check\`. The score is the last reward of an episode, or the sum of its rewards
  where the manifest says so. The READMEs have the returns of more episodes.
- **ms a step**: the median duration of a random step over a WebSocket on one machine, the server in a process of its own.
- **MB a session**: the memory of one more session after its reset, with all processes that the server starts for it.
- **drop-in for**: the reference's environment whose trainers and clients can point at this one.
`;

/** The cells of one environment. */
export type Row = readonly string[];

/** Finds the reference's environment that a README names as the one that the package replaces. */
export function findCounterpart(readme: string): string | undefined {
  return /drop-in\s+replacement\s+for\s+the\s+reference's\s+(\w+)\s+environment/i.exec(readme)?.[1];
}

/** Writes the row of one environment. */
export function toRow(entry: RegistryEntry, tasks: number, counterpart: string | undefined, costs?: Row): Row {
  const { name, summary, measured } = entry;
  const score = (value: number | null | undefined) => value === null || value === undefined ? NONE : round(value);
  return [
    `[${name}](${name}/README.md)`,
    summary ?? "",
    tasks === 0 ? NONE : String(tasks),
    score(measured?.oracle),
    score(measured?.random),
    score(measured?.nothing),
    ...(costs ?? [NONE, NONE]),
    counterpart === undefined ? NONE : `\`${counterpart}\``,
  ];
}

/** Reads the rows of a page. */
export function parseRows(page: string): Row[] {
  const lines = page.split("\n").filter((line) => line.startsWith("| ["));
  return lines.map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim()));
}

/** Lists the environments whose rows differ in more than what is measured, or are on one side only. */
export function findDifferences(one: readonly Row[], other: readonly Row[]): string[] {
  const texts = [one, other].map((rows) => {
    return new Map(rows.map((row) => [row[0]!, row.filter((_, column) => !MEASURED.includes(column)).join("|")]));
  });
  const names = new Set([...texts[0]!.keys(), ...texts[1]!.keys()]);
  return [...names].filter((name) => texts[0]!.get(name) !== texts[1]!.get(name)).sort();
}

/** Renders the page. */
export function renderPage(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`);
  return INTRO + lines.join("") + LEGEND;
}

async function describe(entry: RegistryEntry, costs?: Row): Promise<Row> {
  const folder = join(ROOT, "envs", entry.name);
  const { validation } = parseManifest(await Deno.readTextFile(join(folder, "openenv.yaml")));
  const counts = Object.values(validation?.capabilities.declared_task_count ?? {}) as number[];
  const counterpart = findCounterpart(await Deno.readTextFile(join(folder, "README.md")));
  return toRow(entry, counts.reduce((sum, count) => sum + count, 0), counterpart, costs);
}

async function measure(name: string): Promise<Row> {
  console.log(`measuring ${name}`);
  let costs: Costs;
  try {
    costs = await measureEnvironment(name);
  } catch (thrown) {
    console.error(`Cannot measure ${name}: ${messageOf(thrown)}`);
    return [NONE, NONE];
  }
  const show = (value: number) => String(Number(value.toPrecision(2)));
  return [show(costs.stepMs), costs.sessionMb < 0.1 ? "< 0.1" : show(costs.sessionMb)];
}

function round(value: number): string {
  return String(Number(value.toFixed(3)));
}

async function write(page: string, keep: boolean): Promise<void> {
  const measured = keep ? parseRows(page).filter((row) => row[MEASURED[0]!] !== NONE) : [];
  const known = new Map(measured.map((row) => [row[0]!, MEASURED.map((column) => row[column]!)]));
  const rows: Row[] = [];
  for (const entry of (await readIndex()).environments) {
    const row = await describe(entry);
    rows.push(await describe(entry, known.get(row[0]!) ?? await measure(entry.name)));
  }
  await Deno.writeTextFile(PAGE, renderPage(rows));
  await runDeno(["fmt", "--quiet", PAGE]);
}

async function main(args: string[]): Promise<void> {
  const options = { check: { type: "boolean" }, keep: { type: "boolean", default: false } } as const;
  const { check, keep } = parseArgs({ args, options }).values;
  const page = await Deno.readTextFile(PAGE).catch((thrown) => {
    if (thrown instanceof Deno.errors.NotFound) return "";
    throw thrown;
  });
  if (!check) return await write(page, keep);
  const { environments } = await readIndex();
  const outdated = findDifferences(parseRows(page), await Promise.all(environments.map((entry) => describe(entry))));
  if (outdated.length === 0) return console.log("envs/README.md is up to date");
  for (const name of outdated) console.error(`${name}: has changed`);
  console.error("Not up to date: run deno task envs:table --keep");
  Deno.exit(1);
}

if (import.meta.main) await main(Deno.args);
