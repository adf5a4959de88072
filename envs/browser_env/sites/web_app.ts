/**
 * A web app as an environment.
 *
 * @module
 */
import type { MaybePromise, Random } from "@openenv/core";

/** A task of a web app. */
export interface AppTask<State> {
  /** The goal, in words. */
  readonly goal: string;
  /** Changes a copy of the state at the start to the state that is the goal. */
  readonly change: (state: State) => void;
  /** Handed to the reset hook: what the app begins with. Default: nothing. */
  readonly start?: unknown;
  /** The page to begin on, from the base URL. Default: the base URL itself. */
  readonly path?: string;
}

/** A web app as an environment. */
// deno-lint-ignore no-explicit-any -- the state is the app's own
export interface WebApp<State = any> {
  /** Its name, which is the benchmark in the environment's state. */
  readonly name: string;
  /** Where it is, such as `http://127.0.0.1:3000`. Nothing outside of this origin can be reached. */
  readonly baseUrl: string;
  /** Puts the app back to the start: a function, or the path that gets a POST with `start` as JSON. */
  readonly reset: string | ((start: unknown) => MaybePromise<unknown>);
  /** Reads the app's state: a function, or the path that answers a GET with JSON. */
  readonly state: string | (() => MaybePromise<State>);
  /** The tasks by name. */
  readonly tasks: Readonly<Record<string, (random: Random) => AppTask<State>>>;
  /** Headers of the two hooks' requests, such as a token. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Keys of the state that don't count, such as dates. Default: none. */
  readonly ignore?: readonly string[];
  /** Answers requests. Default: `fetch`, over the network. */
  readonly fetch?: (request: Request) => MaybePromise<Response>;
}
