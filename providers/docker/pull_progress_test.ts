import assert from "node:assert/strict";
import { PullProgress } from "./pull_progress.ts";

const MEBIBYTE = 1024 * 1024;

Deno.test("PullProgress adds up the layers, a few times a second", () => {
  const lines: string[] = [];
  let now = 0;
  const progress = new PullProgress("echo", (line) => lines.push(line), () => now);
  const download = (id: string, current: number, total: number) =>
    progress.add({
      id,
      status: "Downloading",
      progressDetail: { current: current * MEBIBYTE, total: total * MEBIBYTE },
    });
  progress.add({ status: "Pulling from echo" });
  download("a", 1, 10);
  download("b", 2, 20); // too soon
  now = 300;
  download("a", 5, 10);
  progress.add({ id: "a", status: "Extracting", progressDetail: { current: 1, total: 10 } });
  assert.deepEqual(lines, ["Pulling echo: 1.0 of 10.0 MiB", "Pulling echo: 7.0 of 30.0 MiB"]);
  assert.equal(progress.failure, undefined);
});

Deno.test("PullProgress keeps why a pull failed", () => {
  const progress = new PullProgress("echo");
  progress.add({ error: "toomanyrequests" });
  assert.equal(progress.failure, "toomanyrequests");
});
