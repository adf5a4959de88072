import { buildTestImage, run } from "./test_image.ts";

const PROGRAM = new URL("own_container.ts", import.meta.url).pathname;
const CLI = new URL("../../cli/main.ts", import.meta.url).pathname;
const DENO = ["run", "--allow-all", "--quiet"];

/** Starts the program that owns a container, a service or a Deployment; resolves with its name once it runs. */
export async function startOwner(end: string, kind: "container" | "service" | "deployment" = "container") {
  await buildTestImage();
  const args = [...DENO, PROGRAM, end, kind];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
  const errors = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  while (!printed.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the program has ended: ${await errors}`);
    printed += value;
  }
  const ended = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) printed += part.value;
    await errors;
    return await child.status;
  };
  return { child, name: printed.trim(), ended, printed: () => printed };
}

/** Runs the command line; returns what it printed. */
export const openenv = (...args: string[]) => run(Deno.execPath(), [...DENO, CLI, ...args]);
