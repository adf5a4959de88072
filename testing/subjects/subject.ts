import type { AnyImplementation, StepResult } from "@openenv/core";
import type { WireSchemas } from "@openenv/core/contract";
import type { ListedTool } from "@openenv/core/tools";

/** An environment to check, in this process or behind a URL. Checks treat both alike. */
export interface Subject {
  /** The name in reports: a path, a name or a URL. */
  readonly target: string;
  /** The JSON Schemas of what crosses the wire. */
  readonly schemas: WireSchemas;
  /** The environment, if it is in this process; some checks need it. */
  readonly implementation: AnyImplementation | undefined;
  /** The splits and public tasks; `undefined` if the environment has none. */
  readonly tasks: SubjectTasks | undefined;
  /** The tools that it has; `undefined` if its actions are not calls of tools. */
  readonly tools: readonly ListedTool[] | undefined;
  /** Opens a session; several may be open at once. */
  open(): Promise<SubjectSession>;
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
