import type { MaybePromise, PolicyFactory } from "@openenv/core";
import type { Manifest, RewardDeclaration } from "@openenv/registry/manifest";
import type { PackageImage } from "../checks/static/image.ts";
import type { Subject } from "../subjects/subject.ts";

/** The level of a check; each level includes the ones before it. */
export type CheckLevel = "static" | "runtime" | "semantic";

/** How much a failed check counts in the verdict. */
export type Severity = "fail" | "warn" | "advisory";

/** The outcome of a check: `skip` if it could not run, `error` if it broke. */
export type CheckStatus = "pass" | "fail" | "skip" | "error";

/** The result of running a check. */
export interface Finding {
  /** The outcome. */
  readonly status: CheckStatus;
  /** Measurements; a failure has `expected`, `seen`, and `seed`, `options` and `actions` to see it again. */
  readonly measured?: Readonly<Record<string, unknown>>;
  /** Lines that say what happened. */
  readonly evidence?: readonly string[];
  /** The change that the author should make. */
  readonly remediation?: string;
}

/** One check. */
export interface Check {
  /** The id, `<level>.<what>`; the reference's where it has one. */
  readonly id: string;
  /** The level. */
  readonly level: CheckLevel;
  /** How much a failure counts. */
  readonly severity: Severity;
  /** The condition that passes the check, in one line for `docs/check.md`. */
  readonly summary: string;
  /** Returns `false` to leave the check out of the report, since there is nothing to check. Default: always `true`. */
  readonly applies?: (context: CheckContext) => boolean;
  /** Runs the check. */
  readonly run: (context: CheckContext) => MaybePromise<Finding>;
}

/** The input of every check. */
export interface CheckContext {
  /** The environment; `undefined` at the static level, and if it could not be loaded. */
  readonly subject: Subject | undefined;
  /** Why there is no environment to play; absent if there is one, or should be none. */
  readonly unplayable?: string;
  /** The manifest of the package; `undefined` without a package, or if it can't be read. */
  readonly manifest: Manifest | undefined;
  /** The files of the package; `undefined` without one. */
  readonly files: PackageFiles | undefined;
  /** The image that the package was built to; absent unless there is one to check. */
  readonly image?: PackageImage;
  /** How to play the environment. */
  readonly play: PlaySettings;
  /** Computes a value once for all checks of this run. */
  once<T>(key: string, compute: () => Promise<T>): Promise<T>;
}

/** How checks play, with every default filled in. */
export interface PlaySettings {
  /** The first seed; the others count up from it. */
  readonly seed: number;
  /** The most steps of an episode. */
  readonly maxSteps: number;
  /** The number of episodes that a check averages over. */
  readonly episodes: number;
  /** The most bytes of an observation as JSON. */
  readonly maxObservationBytes: number;
  /** Options for every reset, beside the seed. */
  readonly resetOptions: Readonly<Record<string, unknown>>;
  /** The declaration of rewards; `undefined` if there is none. */
  readonly reward: RewardDeclaration | undefined;
  /** The score of an episode: its last reward, or the sum of its rewards. */
  readonly score: "last_reward" | "return";
  /** The policy that plays at random. */
  readonly randomPolicy: PolicyFactory;
  /** The policy that reaches the greatest reward; `undefined` if there is none. */
  readonly oracle: PolicyFactory | undefined;
}

/** The files of a package. */
export interface PackageFiles {
  /** Lists the paths of all files, relative, with forward slashes, sorted. */
  list(): Promise<readonly string[]>;
  /** Reads the bytes of a file. */
  read(path: string): Promise<Uint8Array>;
  /** Lists what some modules import, and the modules of the package that they import, without running them. */
  imports(modules: readonly string[]): Promise<readonly PackageImport[]>;
}

/** An import of a package's module. */
export interface PackageImport {
  /** The path of the module. */
  readonly path: string;
  /** The specifier that it leads to: as written, or where a bare name leads to by the import map. */
  readonly target: string;
}

/** One result of a report, in the shape of the reference's. */
export interface CheckResult {
  /** The id of the check. */
  readonly check_id: string;
  /** The outcome. */
  readonly status: CheckStatus;
  /** Measurements, as in {@linkcode Finding}. */
  readonly measured: Readonly<Record<string, unknown>>;
  /** Lines that say what happened. */
  readonly evidence: readonly string[];
  /** The change that the author should make; `null` if none. */
  readonly remediation: string | null;
  /** The duration, in seconds. */
  readonly duration_s: number;
}

/** The outcome of a run: `fail` if something must be fixed, `warn` if something was skipped or should be fixed. */
export type Verdict = "pass" | "warn" | "fail";

/** A report, in the shape of the reference's `openenv validate --json`. */
export interface CheckReport {
  /** `"1"` for a static run of a manifest without `validation.execution`, else `"2"`. */
  readonly report_schema_version: "1" | "2";
  /** The name of the subject. */
  readonly target: string;
  /** The SHA-256 of the package's files, in hexadecimal; empty without a package. */
  readonly source_digest: string;
  /** The file that makes it a package. */
  readonly signature: "openenv.yaml";
  /** The manifest, normalized; `null` if there is none that can be read. */
  readonly manifest: Readonly<Record<string, unknown>> | null;
  /** The version of the list of checks and severities. */
  readonly policy_version: string;
  /** Where the checks ran. */
  readonly lane: "local";
  /** The levels: 1 is static, 2 runtime, 3 semantic. */
  readonly levels_run: readonly number[];
  /** The results, in the order the checks ran. */
  readonly results: readonly CheckResult[];
  /** The outcome. */
  readonly verdict: Verdict;
}
