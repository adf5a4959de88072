import { HOME, Shell } from "./shell.ts";
import type { TaskFiles } from "./task_folders.ts";

const REWARD_FILE = "/logs/verifier/reward.txt";

/**
 * Runs the tests of a task and returns its reward, 0 to 1.
 *
 * They run in a shell of their own, which has nothing of the agent's but the files in its folder: no variable, no
 * function, no program outside of it, and no file under `/logs`. The reward is what `test.sh` has written to
 * `/logs/verifier/reward.txt`, and counts only if `test.sh` ended with exit code 0.
 */
export async function verify(agent: Shell, tests: TaskFiles, signal?: AbortSignal): Promise<number> {
  const files: Record<string, string | Uint8Array> = await agent.readFolder(HOME);
  for (const [path, text] of Object.entries(tests)) files[`/tests/${path}`] = text;
  const shell = new Shell({ ...files, "/logs/verifier/.keep": "" });
  const { exitCode } = await shell.run("bash /tests/test.sh", signal);
  if (exitCode !== 0) return 0;
  const reward = Number((await shell.readText(REWARD_FILE) ?? "").trim() || "nothing");
  return reward >= 0 && reward <= 1 ? reward : 0;
}
