import { nearestName } from "@openenv/core/errors";
import { listStarted, type Started } from "@openenv/providers/started";
import { CommandExit, EXIT_CODE, type Output } from "../shared/command_line.ts";

/** Finds what providers have started, by name. Throws `CommandExit` for a name that nothing has. */
export async function findStarted(names: readonly string[], output: Output): Promise<Started[]> {
  const { started, problems } = await listStarted();
  const found = names.map((name) => started.find((thing) => thing.name === name) ?? name);
  const missing = found.filter((thing) => typeof thing === "string");
  if (missing.length === 0) return found as Started[];
  for (const problem of problems) output.warn(`warning: ${problem}`);
  const [name] = missing as string[];
  const nearest = nearestName(name!, started.map((thing) => thing.name));
  const hint = nearest === undefined ? "openenv ps lists all" : `did you mean ${nearest}`;
  throw new CommandExit(EXIT_CODE.failed, `Cannot find ${name}: nothing of that name was started here; ${hint}`);
}
