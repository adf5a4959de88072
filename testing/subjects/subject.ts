import type { AnyContract, MaybePromise, StepResult } from "@openenv/core";
import type { WireSchemas } from "@openenv/core/contract";
import type { EnvironmentHost } from "@openenv/core/session";
import type { EpisodeTask } from "@openenv/core/tasks";
import type { ListedTool } from "@openenv/core/tools";
import type { InstanceView } from "../inspection/inspector.ts";

/** An environment to check, in this process, in a process of its own, or behind a URL. Checks treat all alike. */
export interface Subject {
  /** The name in reports: a path, a name or a URL. */
  readonly target: string;
  /** The JSON Schemas of what crosses the wire. */
  readonly schemas: WireSchemas;
  /** What is known of the environment besides the wire; `undefined` behind a URL. Some checks need it. */
  readonly inside: SubjectInside | undefined;
  /** The host that holds the environment in; absent where nothing does. Some checks need it. */
  readonly confinement?: SubjectConfinement;
  /** The splits and public tasks; `undefined` if the environment has none. */
  readonly tasks: SubjectTasks | undefined;
  /** The tools that it has; `undefined` if its actions are not calls of tools. */
  readonly tools: readonly ListedTool[] | undefined;
  /** Opens a session; several may be open at once. */
  open(): Promise<SubjectSession>;
}

/** An environment as its host sees it. */
export interface SubjectInside {
  /** The contract. */
  readonly contract: AnyContract;
  /** The host, for sessions with a clock of their own. A call that overruns its deadline may go on there. */
  readonly host: EnvironmentHost;
  /** Checks whether the environment's own parser accepts an action. */
  accepts(action: unknown): MaybePromise<boolean>;
  /** Returns one task with its private part. */
  taskAt(split: string, index: number): Promise<EpisodeTask>;
  /** Opens a session whose instance is watched. */
  openWatched(): Promise<WatchedSession>;
}

/** A session whose instance is watched; the scores of a step's rubrics are in its info. */
export interface WatchedSession extends SubjectSession {
  /** Looks at the instance. */
  look(): Promise<InstanceView>;
}

/** What a host that holds an environment in can tell, and do. */
export interface SubjectConfinement {
  /** Lists what the environment asked for so far and was not granted. */
  refusals(): Promise<readonly PermissionRequest[]>;
  /** Checks whether the environment's permissions grant a request; a relative path is one of the package. */
  grants(request: PermissionRequest): Promise<boolean>;
  /** Opens a session in a process of its own, which is ended if it takes more memory than is declared. */
  openAlone(): Promise<MeasuredSession>;
}

/** A permission, by Deno's names, and what for: a path, a host, a variable; `null` is everything. */
export interface PermissionRequest {
  /** The name of the permission. */
  readonly name: "read" | "write" | "net" | "env" | "run" | "ffi" | "sys" | "import";
  /** What for. */
  readonly value: string | null;
}

/** A session in a process of its own. */
export interface MeasuredSession extends SubjectSession {
  /** Measures what the session has used since it was opened; `undefined` if this machine does not tell. */
  usage(): SessionUsage | undefined;
}

/** What a session has used. */
export interface SessionUsage {
  /** Processor time, in seconds. */
  readonly cpuS: number;
  /** The most memory that its process has held, in bytes; of processes that it started, what they hold now. */
  readonly memoryBytes: number;
  /** Bytes that were written to disks. */
  readonly writtenBytes: number;
}

/** The tasks of a subject, as an orchestrator sees them. */
export interface SubjectTasks {
  /** Returns the splits. */
  splits(): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /** Returns the number of tasks of a split. */
  numTasks(split: string): Promise<number>;
  /** Returns one task. */
  getTask(split: string, index: number): Promise<unknown>;
}

/** One session of a subject. Every call goes through the messages and the text of the wire. */
export interface SubjectSession {
  /** Begins an episode. */
  reset(options: Readonly<Record<string, unknown>>): Promise<Exchange>;
  /** Executes an action. */
  step(action: unknown): Promise<Exchange>;
  /** Reads the state. */
  state(): Promise<Record<string, unknown>>;
  /** Ends the session. */
  close(): Promise<void>;
}

/** The answer to a reset or a step. */
export interface Exchange {
  /** The result, as a client gets it. */
  readonly result: StepResult;
  /** The `data` of the message, as it came. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The size of the message, in bytes. */
  readonly bytes: number;
  /** The duration of the call, in milliseconds. */
  readonly durationMs: number;
}
