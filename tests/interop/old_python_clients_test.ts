import { checkPythonClient } from "./check_python_client.ts";
import type { PythonClient } from "./outcomes.ts";
import { OPENENV_VERSIONS } from "./python.ts";

const CLIENTS: readonly PythonClient[] = [
  { version: OPENENV_VERSIONS.old, style: "async" },
  { version: OPENENV_VERSIONS.old, style: "sync" },
  { version: OPENENV_VERSIONS.old, style: "plain" },
  { version: OPENENV_VERSIONS.oldest, style: "plain" },
];

for (const client of CLIENTS) {
  Deno.test(`the ${client.style} client of ${client.version} drives our server`, () => checkPythonClient(client));
}
