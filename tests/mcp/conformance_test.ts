import type { AnyImplementation } from "@openenv/core";
import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import echoEnvironment from "../../envs/echo_env/environment.ts";
import shopEnvironment from "../../envs/tool_shop_env/environment.ts";
import { conformanceEnvironment } from "./conformance_environment.ts";
import { CONFORMANCE, runTool } from "./tools.ts";

const NO_RESOURCES = "an environment offers tools, and neither resources nor prompts nor completions";
const NO_QUESTIONS = "a tool asks its client nothing: the agent acts, the environment answers";
const NO_LOGS = "what a tool logs is for the operator of the server; the agent sees the result alone";

/** The scenarios that do not apply, each with the reason. Any other one must pass, and none of these may. */
const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  "completion-complete": NO_RESOURCES,
  "elicitation-sep1034-defaults": NO_QUESTIONS,
  "elicitation-sep1330-enums": NO_QUESTIONS,
  "logging-set-level": NO_LOGS,
  "prompts-get-embedded-resource": NO_RESOURCES,
  "prompts-get-simple": NO_RESOURCES,
  "prompts-get-with-args": NO_RESOURCES,
  "prompts-get-with-image": NO_RESOURCES,
  "prompts-list": NO_RESOURCES,
  "resources-list": NO_RESOURCES,
  "resources-read-binary": NO_RESOURCES,
  "resources-read-text": NO_RESOURCES,
  "resources-subscribe": NO_RESOURCES,
  "resources-templates-read": NO_RESOURCES,
  "resources-unsubscribe": NO_RESOURCES,
  "server-sse-polling": "a tool cannot end its own stream in mid-call, so there is nothing to resume",
  "tools-call-elicitation": NO_QUESTIONS,
  "tools-call-sampling": NO_QUESTIONS,
  "tools-call-with-logging": NO_LOGS,
};

/** The scenarios that call no tool by name. */
const GENERIC = ["server-initialize", "ping", "tools-list", "server-sse-multiple-streams", "dns-rebinding-protection"];

/** Environments that the generic scenarios run against. */
const OTHERS: readonly AnyImplementation[] = [echoEnvironment, shopEnvironment];

Deno.test("the conformance suite passes, but for the scenarios that do not apply", async () => {
  const expected = await Deno.makeTempFile({ suffix: ".yml" });
  const names = Object.keys(NOT_APPLICABLE);
  await Deno.writeTextFile(expected, `server:\n${names.map((name) => `  - ${name}\n`).join("")}`);
  const { code, report } = await runConformance(conformanceEnvironment, [
    "--suite",
    "all",
    "--expected-failures",
    expected,
  ]);
  await Deno.remove(expected);
  assert.equal(code, 0, report);
  const passed = [...report.matchAll(/^✓ ([\w-]+): [1-9]\d* passed, 0 failed$/gm)].map(([, name]) => name!);
  for (const name of [...GENERIC, "json-schema-2020-12", "tools-call-simple-text", "tools-call-with-progress"]) {
    assert.ok(passed.includes(name), `${name} has not run\n${report}`);
  }
});

for (const environment of OTHERS) {
  for (const scenario of GENERIC) {
    Deno.test(`the conformance scenario ${scenario} passes on ${environment.contract.name}`, async () => {
      const { code, report } = await runConformance(environment, ["--scenario", scenario]);
      assert.equal(code, 0, report);
      assert.match(report, /^Passed: ([1-9]\d*)\/\1, 0 failed/m);
    });
  }
}

/** Runs the suite against a server of an environment. */
async function runConformance(environment: AnyImplementation, args: readonly string[]) {
  const options = { port: 0, handleSignals: false, onListen: () => {} };
  await using server = await serve(createApp(environment), options);
  const { code, stdout, stderr } = await runTool(CONFORMANCE, ["server", "--url", `${server.url}/mcp`, ...args]);
  return { code, report: `${stdout}\n${stderr}` };
}
