/**
 * A container registry on loopback: Debian's `docker-registry`.
 *
 * @module
 */

import { join } from "node:path";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { readOutput } from "../../cli/shared/read_output.ts";

const START_MS = 60_000;

/** A registry that is running. */
export interface Registry extends AsyncDisposable {
  /** Its address, without a scheme. */
  readonly address: string;
}

/** Starts a registry, with a storage of its own; installs the program if this is Debian and it is missing. */
export async function startRegistry(): Promise<Registry> {
  await install();
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempFolder());
  const address = `127.0.0.1:${freePort()}`;
  const config = await folder.write(
    "config.yml",
    `version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${join(folder.path, "storage")} } }
http: { addr: "${address}" }
`,
  );
  const child = new Deno.Command("docker-registry", {
    args: ["serve", config],
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  stack.defer(async () => {
    child.kill("SIGKILL");
    await child.status;
  });
  await waitFor(`http://${address}/v2/`);
  const owned = stack.move();
  return { address, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function install(): Promise<void> {
  const action = "install docker-registry";
  if (
    await new Deno.Command("sh", { args: ["-c", "command -v docker-registry"], stdout: "null" }).output()
      .then(({ success }) => success)
  ) return;
  await readOutput("apt-get", ["install", "-y", "-qq", "docker-registry"], {
    action,
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function waitFor(url: string): Promise<void> {
  const end = performance.now() + START_MS;
  while (true) {
    try {
      const response = await fetch(url);
      await response.body?.cancel();
      if (response.ok) return;
    } catch (thrown) {
      if (performance.now() > end) throw thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
