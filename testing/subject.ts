import type { AnyImplementation, StepResult } from "@openenv/core";
import type { WireSchemas } from "@openenv/core/contract";

/** What is checked: an environment in this process, or one behind a URL. Checks know no difference. */
export interface Subject {
  /** What the report calls it: a path, a name, a URL. */
  readonly target: string;
  /** The JSON Schemas of what travels. */
  readonly schemas: WireSchemas;
  /** The environment, if it is in this process; some checks need it. */
  readonly implementation: AnyImplementation | undefined;
  /** The splits and public tasks; `undefined` if the environment has none. */
  readonly tasks: SubjectTasks | undefined;
  /** Opens a session; several may be open. */
  open(): Promise<SubjectSession>;
}

/** The tasks of a subject, as an orchestrator sees them. */
export interface SubjectTasks {
  /** The splits. */
  splits(): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /** The number of tasks of a split. */
  numTasks(split: string): Promise<number>;
  /** One task. */
  getTask(split: string, index: number): Promise<unknown>;
}

/** One session of a subject; every call goes over the wire's own messages and text. */
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

/** What came back from a reset or a step. */
export interface Exchange {
  /** The result, as a client has it. */
  readonly result: StepResult;
  /** The `data` of the message, as it came. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The size of the message, in bytes. */
  readonly bytes: number;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}
