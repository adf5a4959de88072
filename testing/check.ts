import type { Manifest, RewardDeclaration } from "@openenv/registry/manifest";
import type { MaybePromise, PolicyFactory } from "@openenv/core";
import type { Subject } from "./subject.ts";

/** How deep a check goes; each level includes the ones before it. */
export type CheckLevel = "static" | "runtime" | "semantic";

/** What a failure of a check means for the verdict. */
export type Severity = "fail" | "warn" | "advisory";

/** How a check came out: `skip` says that it could not run, `error` that it broke. */
export type CheckStatus = "pass" | "fail" | "skip" | "error";

/** What a check found. */
export interface Finding {
  /** How it came out. */
  readonly status: CheckStatus;
  /** What was measured; for a failure `expected`, `seen`, and `seed`, `options` and `actions` to see it again. */
  readonly measured?: Readonly<Record<string, unknown>>;
  /** What happened, one line each, for people. */
  readonly evidence?: readonly string[];
  /** What the author should change. */
  readonly remediation?: string;
}

/** One check. */
export interface Check {
  /** Its name, `<level>.<what>`; the reference's name where it has one. */
  readonly id: string;
  /** Its level. */
  readonly level: CheckLevel;
  /** What a failure means. */
  readonly severity: Severity;
  /** What passes it, in one line; `docs/check.md` shows it. */
  readonly summary: string;
  /** `false` leaves the check out of the report, for lack of what it is about. Default: always `true`. */
  readonly applies?: (context: CheckContext) => boolean;
  /** Runs it. */
  readonly run: (context: CheckContext) => MaybePromise<Finding>;
}

/** What checks work on. */
export interface CheckContext {
  /** What is checked; `undefined` at the static level, and if the environment could not be loaded. */
  readonly subject: Subject | undefined;
  /** What the package declares; `undefined` without a package, or if the manifest is broken. */
  readonly manifest: Manifest | undefined;
  /** The package's files; `undefined` without a package. */
  readonly files: PackageFiles | undefined;
  /** How the environment is played. */
  readonly play: PlaySettings;
  /** What was found out by an earlier check of this run, computed once. */
  once<T>(key: string, compute: () => Promise<T>): Promise<T>;
}

/** How the checks play, every default filled in. */
export interface PlaySettings {
  /** The first seed; others follow from it. */
  readonly seed: number;
  /** The most steps of an episode. */
  readonly maxSteps: number;
  /** The number of episodes where a check averages. */
  readonly episodes: number;
  /** The most bytes of an observation. */
  readonly maxObservationBytes: number;
  /** What every reset is given, beside the seed. */
  readonly resetOptions: Readonly<Record<string, unknown>>;
  /** What rewards are declared to be; `undefined` if nobody says. */
  readonly reward: RewardDeclaration | undefined;
  /** What an episode scores. */
  readonly score: "last_reward" | "return";
  /** Plays at random. */
  readonly randomPolicy: PolicyFactory;
  /** Reaches the greatest reward; `undefined` if there is none. */
  readonly oracle: PolicyFactory | undefined;
}

/** The files of a package. */
export interface PackageFiles {
  /** The paths of all files, relative, with forward slashes, sorted. */
  list(): Promise<readonly string[]>;
  /** The bytes of a file. */
  read(path: string): Promise<Uint8Array>;
}

/** One result of a report, as the reference's report has it. */
export interface CheckResult {
  /** The check. */
  readonly check_id: string;
  /** How it came out. */
  readonly status: CheckStatus;
  /** See {@linkcode Finding}. */
  readonly measured: Readonly<Record<string, unknown>>;
  /** See {@linkcode Finding}. */
  readonly evidence: readonly string[];
  /** See {@linkcode Finding}. */
  readonly remediation: string | null;
  /** How long it took, in seconds. */
  readonly duration_s: number;
}

/** The outcome of a run: `fail` if anything must be mended, `warn` if anything was skipped or should be mended. */
export type Verdict = "pass" | "warn" | "fail";

/** A report, in the shape of the reference's `openenv validate --json`. */
export interface CheckReport {
  /** `"1"` for a static run of a manifest without `validation.execution`, else `"2"`. */
  readonly report_schema_version: "1" | "2";
  /** What was checked. */
  readonly target: string;
  /** The SHA-256 of the package's files, in hexadecimal; empty without a package. */
  readonly source_digest: string;
  /** The file that makes it a package. */
  readonly signature: "openenv.yaml";
  /** The manifest, normalized; `null` if there is none that could be read. */
  readonly manifest: Readonly<Record<string, unknown>> | null;
  /** The version of the list of checks and severities. */
  readonly policy_version: string;
  /** Who ran it. */
  readonly lane: "local";
  /** The levels: 1 is static, 2 runtime, 3 semantic. */
  readonly levels_run: readonly number[];
  /** What the checks found, in the order they ran. */
  readonly results: readonly CheckResult[];
  /** The outcome. */
  readonly verdict: Verdict;
}
