import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readTasks, toTasks } from "./task_folders.ts";
import { TEST, TRAIN } from "./tasks/bundled.ts";

Deno.test("readTasks() reads the folders of tasks; the bundled ones are all listed", async () => {
  const read = await readTasks(fileURLToPath(new URL("./tasks", import.meta.url)));
  assert.deepEqual(Object.keys(read).sort(), [...Object.keys(TRAIN), ...Object.keys(TEST)].sort());
  for (const [name, files] of Object.entries({ ...TRAIN, ...TEST })) assert.deepEqual(files, read[name], name);
  const { public: task, private: hidden } = await toTasks({ train: read }).getTask("train", 0);
  assert.deepEqual(task.difficulty, "easy");
  assert.deepEqual(Object.keys(hidden!.files), ["users.json"]);
});

Deno.test("readTasks() refuses links, missing folders and broken metadata", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await assert.rejects(readTasks(`${folder}/nowhere`), { code: "INVALID_OPTION" });
    await assert.rejects(readTasks(folder), { message: /it has no folder of a task$/ });
    await Deno.mkdir(`${folder}/x`);
    await Deno.symlink("/etc/passwd", `${folder}/x/instruction.md`);
    await assert.rejects(readTasks(folder), { message: /instruction\.md: it is a symbolic link$/ });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const broken = { "instruction.md": "x", "tests/test.sh": "", "task.toml": "= 1" };
  assert.throws(() => toTasks({ train: { x: broken } }), /Cannot use task x\/task\.toml: /);
});
