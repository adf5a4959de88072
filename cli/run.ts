import { messageOf } from "@openenv/core";
import { Command, CommanderError } from "commander";
import { addAddCommand, addRegistryCommand } from "./add_command.ts";
import { addCheckCommand } from "./check/check_command.ts";
import { addCompletionsCommand } from "./completions/completions_command.ts";
import { addInfoCommand } from "./info/info_command.ts";
import { addInitCommand } from "./init/init_command.ts";
import { addListCommand } from "./list_command.ts";
import { addMcpCommand } from "./mcp_command.ts";
import { addPlayCommand } from "./play/play_command.ts";
import { addServeCommand } from "./serve/serve_command.ts";
import { addLogsCommand } from "./started/logs_command.ts";
import { addPsCommand } from "./started/ps_command.ts";
import { addStopCommand } from "./started/stop_command.ts";
import config from "./deno.json" with { type: "json" };
import { addBuildCommand } from "./ship/build_command.ts";
import { addCompileCommand } from "./ship/compile_command.ts";
import { addManifestsCommand } from "./ship/manifests/manifests_command.ts";
import { addPushCommand } from "./ship/push_command.ts";
import { CommandExit, describeExitCodes, type Output } from "./shared/command_line.ts";

const CONSOLE: Output = {
  print: (line) => console.log(line),
  warn: (line) => console.error(line),
  ...(Deno.stderr.isTerminal() && {
    progress: (line) => void Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line}`)),
  }),
  get colors() {
    return !Deno.noColor && Deno.stdout.isTerminal();
  },
};

/** Runs the command line; returns the exit code, and says what went wrong in one line on standard error. */
export async function run(args: readonly string[], output: Output = CONSOLE): Promise<number> {
  const program = new Command("openenv")
    .description("Create, check and host environments for agentic reinforcement learning")
    .version(config.version)
    .exitOverride()
    .addHelpText("after", describeExitCodes())
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.warn(text.trimEnd()),
      outputError: (text, write) => write(text.trimEnd().replaceAll("\n", " ")),
    });
  addInitCommand(program, output);
  addServeCommand(program, output);
  addPlayCommand(program, output);
  addMcpCommand(program);
  addListCommand(program, output);
  addInfoCommand(program, output);
  addAddCommand(program, output);
  addRegistryCommand(program, output);
  addCheckCommand(program, output);
  addPsCommand(program, output);
  addLogsCommand(program, output);
  addStopCommand(program, output);
  addBuildCommand(program, output);
  addCompileCommand(program, output);
  addPushCommand(program, output);
  addManifestsCommand(program, output);
  addCompletionsCommand(program, output);
  try {
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode;
    const message = messageOf(thrown).split("\n")[0]!;
    if (message !== "") output.warn(`error: ${message}`);
    return thrown instanceof CommandExit ? thrown.exitCode : 1;
  }
}
