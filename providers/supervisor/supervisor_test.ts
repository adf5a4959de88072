import assert from "node:assert/strict";
import { Supervisor } from "./supervisor.ts";
import type { StopListeners } from "./stop_hooks.ts";

/** Hooks that a test pulls. */
class FakeHooks {
  listeners: StopListeners | undefined;
  readonly died: string[] = [];
  listen(listeners: StopListeners) {
    this.listeners = listeners;
  }
  unlisten() {
    this.listeners = undefined;
  }
  die(signal: string) {
    this.died.push(signal);
  }
}

/** Something to stop that says what was done to it. */
function makeThing(done: string[], stop: () => Promise<void> = () => Promise.resolve()) {
  return {
    stop: () => {
      done.push("stop");
      return stop();
    },
    stopNow: () => {
      done.push("stopNow");
      return () => void done.push("waited");
    },
  };
}

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("Supervisor listens while there is something to stop", () => {
  const hooks = new FakeHooks();
  const supervisor = new Supervisor({ hooks });
  assert.equal(hooks.listeners, undefined);
  const [first, second] = [supervisor.add(makeThing([])), supervisor.add(makeThing([]))];
  first[Symbol.dispose]();
  assert.notEqual(hooks.listeners, undefined);
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  assert.equal(hooks.listeners, undefined);
});

Deno.test("Supervisor stops everything at a signal, and then ends the process", async () => {
  const hooks = new FakeHooks();
  const supervisor = new Supervisor({ hooks });
  const done: string[] = [];
  const registration = supervisor.add(makeThing(done, () => Promise.resolve(registration[Symbol.dispose]())));
  hooks.listeners!.signal("SIGTERM");
  await settle();
  assert.deepEqual([done, hooks.died], [["stop"], ["SIGTERM"]]);
});

Deno.test("Supervisor stops at once what a signal could not stop", async () => {
  const hooks = new FakeHooks();
  const supervisor = new Supervisor({ hooks });
  const done: string[] = [];
  supervisor.add(makeThing(done, () => Promise.reject(new Error("no daemon"))));
  supervisor.add(makeThing(done));
  hooks.listeners!.signal("SIGINT");
  await settle();
  assert.deepEqual(done, ["stop", "stop", "stopNow", "stopNow", "waited", "waited"]);
  assert.deepEqual(hooks.died, ["SIGINT"]);
});

Deno.test("Supervisor does not wait at the second signal", async () => {
  const hooks = new FakeHooks();
  const supervisor = new Supervisor({ hooks });
  const done: string[] = [];
  const hanging = Promise.withResolvers<void>();
  supervisor.add(makeThing(done, () => hanging.promise));
  const { signal } = hooks.listeners!;
  signal("SIGINT");
  await settle();
  assert.deepEqual(hooks.died, []);
  signal("SIGINT");
  await settle();
  assert.deepEqual([done, hooks.died], [["stop", "stopNow", "waited"], ["SIGINT"]]);
  hanging.resolve();
  await settle();
  assert.deepEqual(hooks.died, ["SIGINT"], "the first signal ends nothing any more");
});

Deno.test("Supervisor stops everything when the process exits, though one stop throws", () => {
  const hooks = new FakeHooks();
  const supervisor = new Supervisor({ hooks });
  const done: string[] = [];
  supervisor.add({
    ...makeThing(done),
    stopNow: () => {
      throw new Error("no permission");
    },
  });
  supervisor.add(makeThing(done));
  hooks.listeners!.exit();
  hooks.listeners!.exit();
  assert.deepEqual(done, ["stopNow", "waited"]);
});

Deno.test("Supervisor.settle() keeps a failure back while a signal ends the process", async () => {
  const hooks = new FakeHooks();
  const supervisor = new Supervisor({ hooks });
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  supervisor.add(makeThing([], () => gone));
  const refused = () => supervisor.settle(Promise.reject(new Error("stopped")));
  await assert.rejects(refused(), /stopped/);
  assert.equal(await supervisor.settle(Promise.resolve(1)), 1);
  hooks.listeners!.signal("SIGINT");
  let failed = false;
  const waiting = refused().catch(() => failed = true);
  await settle();
  assert.equal(failed, false);
  resolve();
  await waiting;
  assert.deepEqual([failed, hooks.died], [true, ["SIGINT"]]);
});
