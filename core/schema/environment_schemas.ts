// deno-lint-ignore-file no-explicit-any -- the schemas of any environment; `unknown` would fit no input
import type { Schema } from "./schema.ts";

/**
 * The schemas of an environment, by name. A contract has them among its fields, so that `typeof contract` is all that
 * {@linkcode Environment}, {@linkcode Implementation} and `EnvClient` need.
 */
export interface EnvironmentSchemas {
  /** The action. */
  readonly action: Schema<any, any>;
  /** The observation. */
  readonly observation: Schema<any, any>;
  /** The environment's own state. */
  readonly state?: Schema<any, any> | undefined;
  /** The environment's own reset options. */
  readonly resetOptions?: Schema<any, any> | undefined;
  /** The tools, if actions are tool calls. */
  readonly tools?: readonly any[] | undefined;
}

/** The action as a caller writes it: keys with defaults are optional. */
export type ActionInput<S extends EnvironmentSchemas> = S["action"] extends Schema<infer In, any> ? In : never;

/** The action as the environment receives it: parsed, with its defaults. */
export type ActionOutput<S extends EnvironmentSchemas> = S["action"] extends Schema<any, infer Out> ? Out : never;

/** The observation. */
export type ObservationOf<S extends EnvironmentSchemas> = S["observation"] extends Schema<any, infer Out> ? Out : never;

/** The environment's own state; a plain record if the contract has no schema for it. */
export type StateOf<S extends EnvironmentSchemas> = NonNullable<S["state"]> extends Schema<any, infer Out> ? Out
  : Record<string, unknown>;

/** The environment's own reset options as a caller writes them. */
export type ResetInput<S extends EnvironmentSchemas> = NonNullable<S["resetOptions"]> extends Schema<infer In, any> ? In
  : Record<never, never>;

/** The environment's own reset options as the environment receives them: parsed, with their defaults. */
export type ResetOutput<S extends EnvironmentSchemas> = NonNullable<S["resetOptions"]> extends Schema<any, infer Out>
  ? Out
  : Record<never, never>;
