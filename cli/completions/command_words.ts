import type { Command, Option } from "commander";

/** A command, as a shell completes it. */
export interface CommandWords {
  /** Its name. */
  readonly name: string;
  /** A description in a few words. */
  readonly summary: string;
  /** Its options, without hidden ones. */
  readonly options: readonly OptionWords[];
  /** What its first argument may be, besides a path. */
  readonly values: readonly string[];
}

/** An option of a command. */
export interface OptionWords {
  /** Its name, with two dashes. */
  readonly flag: string;
  /** A description in a few words. */
  readonly summary: string;
  /** `true` if a value follows. */
  readonly takesValue: boolean;
  /** The allowed values; empty if there is no list of them. */
  readonly choices: readonly string[];
}

/** Reads what can be completed from a command line; `targets` are the names of bundled environments. */
export function readCommandWords(program: Command, targets: readonly string[]): readonly CommandWords[] {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    summary: shorten(command.description()),
    options: [...command.options.filter(({ hidden }) => !hidden).map(toOptionWords), HELP],
    values: valuesOf(command, targets),
  }));
  const names = commands.map(({ name }) => name);
  return [...commands, { name: "help", summary: "display help for a command", options: [], values: names }];
}

const HELP: OptionWords = { flag: "--help", summary: "display help", takesValue: false, choices: [] };

function toOptionWords({ long, description, required, argChoices = [] }: Option): OptionWords {
  return { flag: long!, summary: shorten(description), takesValue: required, choices: argChoices };
}

function valuesOf(command: Command, targets: readonly string[]): readonly string[] {
  const [argument] = command.registeredArguments;
  if (argument === undefined) return [];
  return argument.argChoices ?? (argument.name() === "target" ? targets : []);
}

/** The first part of a description: up to a semicolon, a colon or a parenthesis. */
function shorten(description: string): string {
  return description.split(/[;:(]/)[0]!.trim();
}
