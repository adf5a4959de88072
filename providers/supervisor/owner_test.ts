import assert from "node:assert/strict";
import { ownerOf, stateOf } from "./owner.ts";

Deno.test("stateOf() tells this process from one that had its id", () => {
  const owner = ownerOf();
  assert.equal(owner.pid, Deno.pid);
  assert.equal(stateOf(owner), "alive");
  assert.equal(stateOf(ownerOf()), "alive");
  if (Deno.build.os === "linux") assert.equal(stateOf({ ...owner, started: "another boot/1" }), "gone");
});

Deno.test("stateOf() says nothing of other machines", () => {
  assert.equal(stateOf({ ...ownerOf(), host: "another/1", pid: 1 }), "elsewhere");
});

Deno.test("stateOf() knows that a process has ended", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "await Deno.stdin.read(new Uint8Array(1))"],
    stdin: "piped",
  })
    .spawn();
  const owner = ownerOf(child.pid);
  assert.equal(stateOf(owner), "alive");
  await child.stdin.close();
  await child.status;
  assert.equal(stateOf(owner), "gone");
});
