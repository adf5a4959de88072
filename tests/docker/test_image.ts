import { join } from "node:path";

/** The image that the tests run; its environment and its modes are in `test_image/`. */
export const TEST_IMAGE = "openenv-test/providers:latest";

const DOCKERFILE = `FROM denoland/deno:${Deno.version.deno}
LABEL org.openenv.runtime=deno
COPY main.js /app/main.js
USER 65532
CMD ["run", "--allow-all", "--no-config", "/app/main.js"]
`;

/** Builds the image, unless this process has done so. */
export function buildTestImage(): Promise<void> {
  return building ??= build();
}

let building: Promise<void> | undefined;

async function build(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "openenv_image_" });
  try {
    const main = new URL("test_image/main.ts", import.meta.url).pathname;
    await run(Deno.execPath(), ["bundle", "--quiet", "--platform", "deno", "--output", join(folder, "main.js"), main]);
    await Deno.writeTextFile(join(folder, "Dockerfile"), DOCKERFILE);
    await run("docker", ["build", "--quiet", "--tag", TEST_IMAGE, folder]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs a command; returns what it printed, and throws if it failed. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const env = { DOCKER_BUILDKIT: "0" };
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], env }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** The names of the containers that a process has started, as the `docker` command sees them. */
export async function containersOf(pid: number): Promise<string[]> {
  const filter = `label=org.openenv.owner.pid=${pid}`;
  return (await run("docker", ["ps", "--all", "--filter", filter, "--format", "{{.Names}}"])).split("\n").filter(
    Boolean,
  );
}
