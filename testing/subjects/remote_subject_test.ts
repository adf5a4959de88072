import assert from "node:assert/strict";
import { serveForTest } from "../../server/serve_for_test.ts";
import { TASKS } from "../testing_fixtures/faults/declared_faults.ts";
import { TOOL_WALK } from "../testing_fixtures/faults/tool_faults.ts";
import { Walk, walk } from "../testing_fixtures/faults/walk.ts";
import { createCheckContext } from "../check_context.ts";
import { RUNTIME_CHECKS } from "../checks/all_checks.ts";
import { createRemoteSubject } from "./remote_subject.ts";
import { runChecks } from "../run_checks.ts";

const PLAY = { episodes: 2, maxSteps: 20 };

Deno.test("createRemoteSubject() passes the runtime checks with a sound server, and says what needs the environment", async () => {
  await using server = await serveForTest(walk(() => new Walk(), { tasks: TASKS }));
  const subject = await createRemoteSubject(server.url);
  assert.deepEqual(await subject.tasks?.splits(), [{ name: "train", type: "train" }]);
  const context = createCheckContext({ subject, play: PLAY });
  const { results } = await runChecks(RUNTIME_CHECKS, context, { levels: ["runtime"], target: subject.target });
  const others = results.filter(({ status }) => status !== "pass").map(({ check_id, status }) => [check_id, status]);
  assert.deepEqual(others, [
    ["runtime.aliasing", "skip"],
    ["runtime.deadline_obeyed", "skip"],
    ["runtime.no_private_task_part", "skip"],
  ]);
});

Deno.test("createRemoteSubject() lists the tools of a server, and plays them", async () => {
  await using server = await serveForTest(TOOL_WALK);
  const subject = await createRemoteSubject(server.url);
  assert.deepEqual(subject.tools?.map(({ name }) => name), ["stride", "look"]);
  const context = createCheckContext({ subject, play: PLAY });
  const { results } = await runChecks(RUNTIME_CHECKS, context, { levels: ["runtime"], target: subject.target });
  const others = results.filter(({ status }) => status !== "pass").map(({ check_id, status }) => [check_id, status]);
  assert.deepEqual(others, [["runtime.aliasing", "skip"], ["runtime.deadline_obeyed", "skip"]]);
  assert.ok(results.some(({ check_id }) => check_id === "runtime.tool_arguments"));
});

Deno.test("createRemoteSubject() has no tools where actions are no calls", async () => {
  await using server = await serveForTest(walk(() => new Walk()));
  assert.equal((await createRemoteSubject(server.url)).tools, undefined);
});

Deno.test("createRemoteSubject() finds a fault behind a URL, and a server with one slot is enough for the rest", async () => {
  class Throws extends Walk {
    override step(): never {
      throw new Error("kaboom");
    }
  }
  await using server = await serveForTest(walk(() => new Throws()), { maxSessions: 1 });
  const context = createCheckContext({ subject: await createRemoteSubject(server.url), play: PLAY });
  const { results, verdict } = await runChecks(RUNTIME_CHECKS, context, { levels: ["runtime"], target: "" });
  const failed = results.filter(({ status }) => status === "fail" || status === "error");
  assert.deepEqual([verdict, failed.map(({ check_id }) => check_id)], ["fail", ["runtime.startup"]]);
});

Deno.test("createRemoteSubject() leaves isolation out where there is one slot", async () => {
  await using server = await serveForTest(walk(() => new Walk()), { maxSessions: 1 });
  const subject = await createRemoteSubject(server.url);
  assert.equal(subject.tasks, undefined);
  const context = createCheckContext({ subject, play: PLAY });
  const { results } = await runChecks(RUNTIME_CHECKS, context, { levels: ["runtime"], target: "" });
  const isolation = results.find(({ check_id }) => check_id === "runtime.episode_isolation");
  assert.deepEqual([isolation?.status, isolation?.evidence], ["skip", ["the server takes one session at a time"]]);
});

Deno.test("createRemoteSubject() sends its token, and says what a server answers instead of schemas", async () => {
  await using server = await serveForTest(walk(() => new Walk()), { token: "orchestrator-token" });
  await assert.rejects(createRemoteSubject(server.url), { code: "INVALID_REPLY", message: /answered with 401$/ });
  const subject = await createRemoteSubject(server.url, { token: "orchestrator-token" });
  const session = await subject.open();
  const { result } = await session.reset({ seed: 1 });
  await session.close();
  assert.equal(typeof result.observation.at, "number");
});

Deno.test("createRemoteSubject() refuses what is no URL", async () => {
  await assert.rejects(createRemoteSubject("http://h?x=1"), { code: "INVALID_OPTION" });
});
