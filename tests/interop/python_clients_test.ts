import { checkPythonClient } from "./check_python_client.ts";
import { OPENENV_VERSIONS } from "./python.ts";

const version = OPENENV_VERSIONS.reference;

for (const style of ["async", "sync", "plain"] as const) {
  Deno.test(`the ${style} client of ${version} drives our server`, () => checkPythonClient({ version, style }));
}
