/**
 * Images of packages, built and run by the command `docker`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { readOutput } from "../../cli/shared/read_output.ts";
import { ROOT } from "../../_tools/workspace.ts";

/** How long a container may take until its server answers. */
const START_MS = 60_000;

/** The limits and rights that the reference's validator gives: another user, a root that is read-only. */
export const LOCKED_DOWN = [
  ...["--user", "65532:65532", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
  ...["--pids-limit", "256", "--tmpfs", "/tmp:rw,nosuid,nodev,size=96m,mode=1777"],
];

/** Runs `docker`; returns what it prints, without the newline at the end. */
export async function docker(...args: string[]): Promise<string> {
  return (await readOutput("docker", args, { action: `run docker ${args[0]}` })).trim();
}

/** An image that is removed at the end. */
export interface BuiltImage extends AsyncDisposable {
  readonly name: string;
  /** What the command printed. */
  readonly printed: readonly string[];
}

/** Builds the image of a package by `openenv build`. */
export async function buildImage(target: string, ...flags: string[]): Promise<BuiltImage> {
  const name = `openenv-test/ship:${crypto.randomUUID()}`;
  const { code, printed, warned } = await runInProcess("build", target, "--tag", name, ...flags);
  assert.deepEqual([code, warned], [0, []]);
  return { name, printed, [Symbol.asyncDispose]: () => removeImage(name) };
}

/** Removes an image, and does nothing if it is not there. */
export async function removeImage(name: string): Promise<void> {
  await docker("image", "rm", "--force", name);
}

/** A container that is removed at the end. */
export class Container implements AsyncDisposable {
  /** Its id. */
  readonly id: string;

  private constructor(id: string) {
    this.id = id;
  }

  /** Starts an image, and waits until its server answers. */
  static async start(image: string, ...flags: string[]): Promise<Container> {
    const container = new Container(await docker("run", "--detach", ...flags, image));
    try {
      await container.#waitUntilReady();
      return container;
    } catch (thrown) {
      await container[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  /** Runs `deno` in the container, with a program on standard input. */
  async run(program: string, ...args: string[]): Promise<string> {
    const words = ["exec", "--interactive", this.id, "deno", "run", "--no-config", "--no-lock", "--allow-all", "-"];
    const child = new Deno.Command("docker", {
      args: [...words, ...args],
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(program)).then(() => writer.close(), () => {}); // `output` has the reason
    const { code, stdout, stderr } = await child.output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  }

  /** Sends messages on a WebSocket from inside of the container, one after another; returns the answers. */
  async exchange(messages: readonly unknown[]): Promise<Answer[]> {
    return JSON.parse(await this.run(EXCHANGE, JSON.stringify(messages)));
  }

  /** Plays the episode that the package brings for the validator. */
  async playPlan(environment: string): Promise<Answer[]> {
    const path = join(ROOT, "envs", environment, "validation", "runtime.json");
    const { reset, actions } = JSON.parse(await Deno.readTextFile(path));
    const { options, ...rest } = reset;
    const steps = actions.map((data: unknown) => ({ type: "step", data }));
    return await this.exchange([{ type: "reset", data: { ...rest, ...options } }, ...steps]);
  }

  /** What `docker inspect` says, through a template of Go. */
  inspect(template: string): Promise<string> {
    return docker("inspect", "--format", template, this.id);
  }

  /** Removes the container. */
  async [Symbol.asyncDispose](): Promise<void> {
    await docker("rm", "--force", "--volumes", this.id);
  }

  async #waitUntilReady(): Promise<void> {
    const end = performance.now() + START_MS;
    while (performance.now() < end) {
      if (await this.inspect("{{.State.Running}}") !== "true") break;
      const isReady = await this.run("await fetch('http://127.0.0.1:8000/health')").then(() => true, () => false);
      if (isReady) return;
    }
    throw new Error(`Cannot start container: ${await docker("logs", this.id)}`);
  }
}

/** An answer of the server. */
export interface Answer {
  readonly type: string;
  // deno-lint-ignore no-explicit-any -- each environment has its own
  readonly data: any;
}

const EXCHANGE = `
const socket = new WebSocket("ws://127.0.0.1:8000/ws");
await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
const answers = [];
for (const message of JSON.parse(Deno.args[0])) {
  const answer = new Promise((resolve, reject) => { socket.onmessage = resolve; socket.onclose = reject; });
  socket.send(JSON.stringify(message));
  answers.push(JSON.parse((await answer).data));
}
socket.close();
console.log(JSON.stringify(answers));
`;
