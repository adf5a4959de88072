import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runChild } from "./child.ts";
import { startOurServer } from "./our_server.ts";
import { PYTHON_ENV } from "./python.ts";
import { prepareVirtualEnv } from "./virtual_env.ts";

/**
 * `verifiers` 0.4.0 needs `mcp` 2 and so `fastmcp` 4, which `openenv` 0.10.0 refuses: pip pairs it with 0.4.1. It needs
 * Python 3.11.
 */
const VERIFIERS = {
  name: "venv-verifiers",
  packages: { "verifiers[openenv]": "0.4.0", "openenv": "0.4.1" },
  constraints: new URL("verifiers_constraints.txt", import.meta.url),
};
const CLIENT = fileURLToPath(new URL("verifiers_client.py", import.meta.url));
const TIMEOUT_MS = 300_000;

Deno.test("verifiers finds and calls the tools of our echo environment", async () => {
  await using server = await startOurServer({ environment: "echo" });
  const command = await prepareVirtualEnv(VERIFIERS);
  const { code, lines, stderr } = await runChild(
    { command, args: [CLIENT, server.url], env: PYTHON_ENV },
    TIMEOUT_MS,
  );
  assert.equal(code, 0, stderr);
  const told = lines.map((line) => JSON.parse(line));
  assert.deepEqual(told.slice(-2), [{ stopped: "empty_action" }, { openenv_reward: 0 }]);
  const turns = told.slice(0, -2);

  for (const { schema } of turns) {
    assert.equal(schema.title, "CallToolAction");
    assert.deepEqual(
      schema.available_tools.map(({ name, input_schema }: Tool) => [name, input_schema.required]),
      [["echo_message", ["message"]], ["echo_with_length", ["message"]]],
    );
  }

  const [reset, echo, length, ...failed] = turns.map(({ observation }) => observation);
  assert.deepEqual(reset, { metadata: { status: "ready" } });
  assert.deepEqual([echo.result.data, echo.error], ["hey", null]);
  assert.deepEqual([length.result.data, length.error], [{ message: "h😀y", length: 3 }, null]);
  assert.deepEqual(failed.map(({ tool_name, error }) => [tool_name, error.error_type]), [
    ["zip", "tool_not_found"],
    ["echo_message", "invalid_args"],
  ]);
});

interface Tool {
  readonly name: string;
  readonly input_schema: { readonly required: readonly string[] };
}
