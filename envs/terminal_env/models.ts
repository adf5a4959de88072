import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

/** The agent's action, as callers write it. */
export interface TerminalAction {
  /** Commands for the shell, in as many lines as you like. May be empty when you submit. */
  command?: string;
  /** `true` ends the episode after the command: the tests of the task are run. Default: `false`. */
  submit?: boolean;
}

/** The agent's action, with defaults filled in. */
export interface ResolvedTerminalAction {
  /** See {@linkcode TerminalAction}. */
  command: string;
  /** See {@linkcode TerminalAction}. */
  submit: boolean;
}

/** The agent's observation. */
export interface TerminalObservation {
  /** After a reset the instruction, afterwards empty. */
  message: string;
  /** The standard output of the command; a long one says how much was left out in its middle. */
  stdout: string;
  /** The standard error of the command, in the same way. */
  stderr: string;
  /** The exit code; 126 if the command used up a limit. */
  exit_code: number;
  /** The folder that the next command starts in. */
  cwd: string;
}

/** The environment's own state. */
export interface TerminalState {
  /** What the task asks for. */
  instruction: string;
  /** How hard the task is, in the words of its author; empty if they say nothing. */
  difficulty: string;
  /** The folder that the next command starts in. */
  cwd: string;
  /** `true` once the episode was submitted. */
  is_submitted: boolean;
}

/** The schema of {@linkcode TerminalAction}. */
export const TerminalAction: Schema<TerminalAction, ResolvedTerminalAction> = exactly<
  ResolvedTerminalAction,
  TerminalAction
>()(z.object({ command: z.string().max(20_000).default(""), submit: z.boolean().default(false) }));

/** The schema of {@linkcode TerminalObservation}. */
export const TerminalObservation: Schema<TerminalObservation> = exactly<TerminalObservation>()(z.object({
  message: z.string(),
  stdout: z.string(),
  stderr: z.string(),
  exit_code: z.int(),
  cwd: z.string(),
}));

/** The schema of {@linkcode TerminalState}. */
export const TerminalState: Schema<TerminalState> = exactly<TerminalState>()(z.object({
  instruction: z.string(),
  difficulty: z.string(),
  cwd: z.string(),
  is_submitted: z.boolean(),
}));
