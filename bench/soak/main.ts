/**
 * `deno task soak`: a server under load and under every fault that can be arranged, and whether anything was lost,
 * doubled, swapped or leaked. `../README.md` says how.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readInteger } from "../options.ts";
import { type Rest, Soak, type SoakOptions } from "./soak.ts";
import type { Counts } from "./tally.ts";

const USAGE = `deno task soak [options]

  --seconds <n>   how long the server is under load. Default: 120
  --sessions <n>  the number of callers at a time. Default: 64
  --seed <n>      the seed of all faults. Default: drawn, and printed
  --help          prints this`;
/** How long starting, settling and ending may take in addition to the load, in milliseconds. */
const SPARE_MS = 150_000;
/** How much more heap may be in use at the end. */
const MAX_GROWTH = 0.1;
/** A server remembers the answers to its last 10,000 requests that opened or ended a session, of about this many bytes. */
const REMEMBERED = { requests: 10_000, bytes: 1_500 };
const MAX_PRINTED = 30;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seconds: { type: "string", default: "120" },
    sessions: { type: "string", default: "64" },
    seed: { type: "string", default: `${1 + Math.floor(Math.random() * 1e6)}` },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else {
  await main({
    seconds: readInteger("seconds", values.seconds, 86_400),
    sessions: readInteger("sessions", values.sessions, 4_096),
    seed: readInteger("seed", values.seed, 2 ** 31),
  });
}

async function main(options: SoakOptions): Promise<void> {
  console.log(`${options.seconds} s, ${options.sessions} sessions, seed ${options.seed}, Deno ${Deno.version.deno}`);
  const soak = new Soak(options);
  let ending: Promise<never> | undefined;
  const end = (code: number) => ending ??= soak[Symbol.asyncDispose]().then(() => Deno.exit(code));
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => void end(130));
  const late = sleep(options.seconds * 1_000 + SPARE_MS).then(() => Promise.reject(new Error("Cannot end in time")));
  const left = await Promise.race([soak.run(), late]).catch((thrown) => {
    soak.tally.violations.push(`the soak broke off: ${thrown.stack}`);
    return [];
  });
  await end(report(soak.tally.take(), ...left));
}

/** Prints what has happened and what is left; returns the exit code. */
function report({ counts, violations, failures }: Counts, before?: Rest, after?: Rest): number {
  for (const [name, times] of Object.entries(counts).sort()) console.log(`${name.padEnd(48)}${times}`);
  console.log("left after the first half:", before);
  console.log("left after the second half, with descriptors that the runtime leaks after an RST as `dead`:", after);
  const wrong = [...violations, ...failures.map((failure) => `disturbed for no reason: ${failure}`)];
  if (before && after) wrong.push(...judgeRest(before, after, counts));
  for (const violation of wrong.slice(0, MAX_PRINTED)) console.log(`VIOLATION ${violation}`);
  console.log(wrong.length === 0 ? "soak: ok" : `soak: FAILED with ${wrong.length} violations`);
  return wrong.length === 0 ? 0 : 1;
}

function judgeRest(before: Rest, after: Rest, counts: Counts["counts"]): string[] {
  const resets = counts["upgrade, then RST"] ?? 0;
  const remembered = Math.min(REMEMBERED.requests, 2 * (counts["episodes of the second half"] ?? 0)) * REMEMBERED.bytes;
  const more = (key: keyof Rest) => after[key] - before[key];
  return [
    after.repeated > 0 && `doubled: ${after.repeated} calls`,
    before.sessions + after.sessions > 0 && `leaked: ${before.sessions} and ${after.sessions} sessions`,
    before.instances + after.instances > 0 && `leaked: ${before.instances} and ${after.instances} instances`,
    more("timers") > 0 && `leaked: ${more("timers")} timers`,
    more("live") > 0 && `leaked: ${more("live")} descriptors`,
    more("dead") > resets && `leaked: ${more("dead")} dead descriptors, after ${resets} RSTs`,
    more("heapUsed") > MAX_GROWTH * before.heapUsed + remembered && `leaked: ${more("heapUsed")} bytes of heap`,
  ].filter((text) => text !== false);
}
