import { signalOwners } from "@openenv/core/async";
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { StopHooks } from "./stop_hooks.ts";

/** A process that only says that it was killed. */
class FakeProcess extends EventEmitter {
  readonly pid = 1;
  readonly killed: string[] = [];
  kill(_pid: number, signal: string): true {
    this.killed.push(signal);
    return true;
  }
}

/** Listens with hooks on a fake process; returns what they hear. */
function listen() {
  const process = new FakeProcess();
  const hooks = new StopHooks(process as unknown as ConstructorParameters<typeof StopHooks>[0]);
  const heard: string[] = [];
  hooks.listen({ signal: (signal) => heard.push(signal), exit: () => heard.push("exit") });
  return { process, hooks, heard };
}

Deno.test("StopHooks takes a signal that comes twice at once for one", () => {
  const { process, hooks, heard } = listen();
  process.emit("SIGINT");
  process.emit("SIGINT");
  assert.deepEqual(heard, ["SIGINT"]);
  hooks.unlisten();
  assert.deepEqual(process.eventNames(), []);
});

Deno.test("StopHooks.die() ends the process as the signal would have", () => {
  const { process, hooks } = listen();
  hooks.die("SIGTERM");
  assert.deepEqual(process.killed, ["SIGTERM"]);
});

Deno.test("StopHooks.die() leaves the end to other listeners of the program", () => {
  const { process, hooks } = listen();
  process.on("SIGTERM", () => {});
  hooks.die("SIGTERM");
  assert.deepEqual(process.killed, []);
});

Deno.test("StopHooks.die() leaves the end to a server that shuts down", () => {
  const { process, hooks } = listen();
  const server = {};
  signalOwners().add(server);
  try {
    hooks.die("SIGINT");
    assert.deepEqual(process.killed, []);
  } finally {
    signalOwners().delete(server);
  }
});

Deno.test("StopHooks hears an error that ends the process, and none that a listener has prevented", () => {
  const { process, hooks, heard } = listen();
  const prevent = (event: Event) => event.preventDefault();
  const report = () => {
    globalThis.dispatchEvent(new Event("error", { cancelable: true }));
    process.emit("uncaughtExceptionMonitor", new Error("stray"));
  };
  globalThis.addEventListener("error", prevent);
  report();
  globalThis.removeEventListener("error", prevent);
  assert.deepEqual(heard, []);
  report();
  assert.deepEqual(heard, ["exit"]);
  hooks.unlisten();
});
