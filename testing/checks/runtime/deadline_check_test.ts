import assert from "node:assert/strict";
import type { EpisodeContext } from "../../../core/context.ts";
import { parseManifest } from "../../../registry/manifest/read_manifest.ts";
import { type Returned, Walk, walk, type WalkAction } from "../../testing_fixtures/faults/walk.ts";
import type { Finding } from "../../findings/check.ts";
import { createCheckContext } from "../../check_context.ts";
import { createLocalSubject } from "../../subjects/local_subject.ts";
import type { Subject } from "../../subjects/subject.ts";
import { deadlineCheck } from "./deadline_check.ts";

/** Steps take as long as it takes to abort them; without that, no time at all. */
class Obeys extends Walk {
  override async step(action: WalkAction, context: EpisodeContext): Promise<Returned> {
    const result = await super.step(action, context);
    await undefined;
    context.signal.throwIfAborted();
    return result;
  }
}

class NeverFresh extends Walk {
  static made = 0;

  constructor() {
    super();
    NeverFresh.made++;
  }

  override reset(options: unknown, context: EpisodeContext): Returned | Promise<Returned> {
    // The third instance is the one that replaces the condemned second one.
    if (NeverFresh.made > 2) throw new Error("the lock is held");
    return super.reset(options, context);
  }

  override async step(action: WalkAction, context: EpisodeContext): Promise<Returned> {
    return await super.step(action, context);
  }
}

async function check(subject: Subject, limits = ""): Promise<Finding> {
  const manifest = parseManifest(`name: walk\n${limits}`);
  const context = createCheckContext({ subject, manifest, play: { episodes: 1, maxSteps: 5 } });
  return await deadlineCheck(20).run(context);
}

Deno.test("runtime.deadline_obeyed passes steps that are synchronous, and those that stop when they are told to", async () => {
  for (const [Class, asynchronous] of [[Walk, false], [Obeys, true]] as const) {
    const { status, measured } = await check(createLocalSubject(walk(() => new Class())));
    assert.deepEqual([status, measured?.asynchronous], ["pass", asynchronous]);
  }
});

Deno.test("runtime.deadline_obeyed finds a session that cannot be reset after an overrun step", async () => {
  const { status, evidence } = await check(createLocalSubject(walk(() => new NeverFresh())));
  assert.deepEqual([status, evidence], ["fail", ["the reset after an overrun step failed: the lock is held"]]);
});

Deno.test("runtime.deadline_obeyed finds an environment that never closes, and ends itself", async () => {
  class StaysOpen extends Walk {
    close(): Promise<void> {
      return new Promise(() => {});
    }
  }
  const subject = createLocalSubject(walk(() => new StaysOpen()), { limits: { closeMs: 1 } });
  const { status, evidence } = await check(subject);
  assert.deepEqual([status, evidence], ["fail", ["closing the environment took more than 200 ms"]]);
});

Deno.test("runtime.deadline_obeyed is skipped where no step was played", async () => {
  class OverAtOnce extends Walk {
    override reset(options: unknown, context: EpisodeContext): Returned {
      return { ...super.reset(options, context) as Returned, terminated: true };
    }
  }
  const { status, evidence } = await check(createLocalSubject(walk(() => new OverAtOnce())));
  assert.deepEqual([status, evidence], ["skip", ["no step was played"]]);
});

Deno.test("runtime.deadline_obeyed finds a synchronous step that takes longer than the manifest allows", async () => {
  const sound = createLocalSubject(walk(() => new Walk()));
  const slow: Subject = {
    ...sound,
    async open() {
      const session = await sound.open();
      return { ...session, step: async (action) => ({ ...await session.step(action), durationMs: 5000.4 }) };
    },
  };
  assert.equal((await check(slow)).status, "pass");
  const { status, evidence } = await check(slow, "limits: { step_timeout_ms: 1000 }");
  assert.deepEqual([status, evidence], ["fail", ["step 1 took 5000 ms, the limit is 1000 ms"]]);
});
