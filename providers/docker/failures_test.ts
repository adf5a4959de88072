import assert from "node:assert/strict";
import { type LocalDockerOptions, resolveDockerOptions } from "./docker_options.ts";
import type { ContainerInfo } from "./engine.ts";
import { toStatus, withLines } from "./failures.ts";

const ENDED: ContainerInfo = {
  name: "c",
  image: "i",
  labels: {},
  isRunning: false,
  state: "exited",
  createdAt: "",
  exitCode: 3,
};

const statusOf = (info: Partial<ContainerInfo>, options?: LocalDockerOptions) =>
  toStatus({ ...ENDED, ...info }, resolveDockerOptions(options));

Deno.test("toStatus() says how a container ended", () => {
  assert.deepEqual(statusOf({ isRunning: true }), { state: "running" });
  assert.deepEqual(statusOf({}), { state: "ended", exitCode: 3, reason: "it exited with code 3" });
  assert.equal(statusOf({ exitCode: 137 }).reason, "it was killed");
  assert.equal(statusOf({ exitCode: 127, error: "no such file" }).reason, "no such file");
  assert.deepEqual(statusOf({ exitCode: 137, outOfMemory: true }), {
    state: "ended",
    exitCode: 137,
    outOfMemory: true,
    reason: "it ran out of memory (limit 2048 MiB)",
  });
  assert.equal(statusOf({ outOfMemory: true }, { memoryBytes: false }).reason, "it ran out of memory");
  assert.equal(toStatus(undefined, resolveDockerOptions()).reason, "it was removed");
});

Deno.test("withLines() adds the last lines, and the option that the program misses", () => {
  const add = (logs: string, options?: LocalDockerOptions) =>
    withLines("It ended", logs, resolveDockerOptions(options));
  assert.equal(add(""), "It ended; it printed nothing");
  assert.equal(add("1\n2\n\n3\n4\n5\n6\n"), "It ended; its last lines:\n2\n3\n4\n5\n6");
  assert.match(add("OSError: [Errno 30] Read-only file system: '/x'"), /unless readOnly is false; its last lines/);
  assert.doesNotMatch(add("Read-only file system", { readOnly: false }), /readOnly/);
  assert.match(add("setuid: Operation not permitted"), /the option capabilities/);
  assert.match(add("RuntimeError: can't start new thread"), /256 processes and threads, unless the option pids/);
});
