/**
 * Runs the tests of the workspace, a process for each folder and one more at once than there are processors, since tests
 * wait now and then: `deno task test`. `DENO_JOBS` is another number of processes; files that are named are run by one `deno test`.
 *
 * Processes and not `deno test --parallel`, whose threads share their environment variables, their child processes and
 * their descriptors: tests count those.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { type DenoResult, runDeno, showDeno } from "./run_deno.ts";
import { listFiles, ROOT } from "./workspace.ts";

/** The folders that take longest; they are begun first, so that none of them is left for the end. */
export const SLOWEST: readonly string[] = [
  "envs/coding_env",
  "tests",
  "client",
  "server/hosts",
  "cli/check",
  "cli/init",
  "_tools",
];

/** Options for {@linkcode runTests}. */
export interface TestOptions {
  /** The checkout. */
  readonly root: string;
  /** Folders whose tests have a task of their own. */
  readonly ignore?: readonly string[];
  /** How many processes run at once. */
  readonly jobs: number;
  /** Called with the output of each process, when it has ended, and with the outcome of all. */
  readonly write: (text: string) => void;
}

/** One `deno test`. */
interface Job {
  readonly name: string;
  readonly args: readonly string[];
}

/** Runs the tests under a folder; returns `true` if all pass and all types are right. */
export async function runTests({ root, ignore = [], jobs, write }: TestOptions): Promise<boolean> {
  const start = performance.now();
  const groups = await groupTests(root, ignore);
  const files = [...groups.values()].flat();
  if (files.length === 0) throw new Error(`Cannot run tests: there are none in ${root}`);
  // Loads what isn't there yet, so that processes do not load the same things at once.
  const loaded = await runDeno(["test", "--frozen", "--no-check", "--no-run", ...files], { cwd: root });
  if (!loaded.success) {
    write(loaded.output);
    return false;
  }
  const queue: Job[] = [{ name: "types", args: ["--no-run", ...files] }];
  for (const [name, files] of groups) queue.push({ name, args: ["--no-check", ...files] });
  const failed: string[] = [];
  await runQueue(queue, root, jobs, (name, { success, output }) => {
    write(output);
    if (!success) failed.push(name);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const outcome = failed.length === 0 ? "All passed" : `Failed: ${failed.sort().join(", ")}`;
  write(`\n${outcome} (${groups.size} folders, ${seconds} s)\n`);
  return failed.length === 0;
}

/** Runs jobs in order, so many at once. */
async function runQueue(
  queue: Job[],
  cwd: string,
  jobs: number,
  onEnd: (name: string, result: DenoResult) => void,
): Promise<void> {
  const work = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      onEnd(job.name, await runDeno(["test", "-A", "--frozen", ...job.args], { cwd }));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

/** Finds the test files under a folder, by the folders that they are in. */
export async function groupTests(root: string, ignore: readonly string[] = []): Promise<Map<string, string[]>> {
  const ignored = ignore.map((folder) => join(root, folder, "/"));
  const files = (await listFiles(root)).filter((path) =>
    /(^|[/_.])test\.[cm]?[jt]sx?$/.test(path) && !ignored.some((folder) => path.startsWith(folder))
  );
  const groups = Map.groupBy(files.map((path) => relative(root, path)), dirname);
  const slowest = SLOWEST.filter((folder) => groups.has(folder));
  return new Map([...new Set([...slowest, ...groups.keys()])].map((folder) => [folder, groups.get(folder)!]));
}

async function main(args: readonly string[]): Promise<boolean> {
  const [first = "", ...others] = args;
  const ignore = /^--ignore=(.+)$/.exec(first)?.[1]?.split(",");
  const named = ignore === undefined ? args : others;
  if (named.length > 0) return await showDeno(["test", "-A", "--frozen", ...named], { cwd: ROOT });
  const jobs = Number(Deno.env.get("DENO_JOBS") ?? navigator.hardwareConcurrency + 1);
  const encoder = new TextEncoder();
  return await runTests({
    root: ROOT,
    ignore,
    jobs,
    write: (text) => {
      for (let rest = encoder.encode(text); rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
    },
  });
}

if (import.meta.main && !await main(Deno.args)) Deno.exit(1);
