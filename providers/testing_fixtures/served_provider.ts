import type { ContainerProvider, ProviderStatus, StartContainerOptions, WaitOptions } from "@openenv/core/provider";
import echo from "@openenv/echo-env/environment";
import { serveForTest, type ServerForTest } from "../../server/serve_for_test.ts";
import { StartError } from "../provider_errors.ts";
import { assertStartOptions } from "../start_options.ts";
import { waitForReady } from "../wait_for_ready.ts";

/** Everything that runs, so that a test can count it. */
export const running = new Set<ServedProvider>();
let count = 0;

/** A provider without a container: it serves echo in this process, and plays what the image `broken` or `silent` would do. */
export class ServedProvider implements ContainerProvider {
  /** The images that were started. */
  readonly images: string[] = [];
  /** How often it was closed. */
  closings = 0;
  /** The end that `status` tells, for a test that sets it. */
  end: ProviderStatus | undefined;
  name: string | undefined;
  token: string | undefined;
  #server: ServerForTest | undefined;
  #printed = "";

  async startContainer(image: string, options: StartContainerOptions = {}): Promise<string> {
    options.signal?.throwIfAborted();
    assertStartOptions(options);
    if (this.name !== undefined) throw new StartError("Cannot start: it runs already", {});
    this.images.push(image);
    this.name = `served-${++count}`;
    this.token = options.envVars?.OPENENV_TOKEN ?? "letmein";
    running.add(this);
    if (image === "broken") {
      this.#printed = "broken on purpose\n";
      this.end = { state: "ended", exitCode: 3, reason: "it exited with code 3" };
    } else if (image === "silent") {
      this.#printed = "silent on purpose\n";
    } else {
      this.#printed = "one\nserving\n";
      this.#server = await serveForTest(echo, { maxSessions: 1, token: this.token });
    }
    return this.#server?.url ?? "http://127.0.0.1:1";
  }

  waitForReady(url: string, options?: WaitOptions): Promise<void> {
    const assertRunning = () => this.end === undefined ? Promise.resolve() : Promise.reject(this.#ended(this.end));
    const describe = () => Promise.resolve({ logs: this.#printed });
    return waitForReady(url, { ...options, subject: "it", token: this.token, assertRunning, describe });
  }

  logs({ tail }: { readonly tail?: number } = {}): Promise<string> {
    const lines = this.#printed.trimEnd().split("\n");
    return Promise.resolve(lines.slice(-(tail ?? lines.length)).join("\n"));
  }

  status(): Promise<ProviderStatus> {
    return Promise.resolve(this.end ?? { state: this.name === undefined ? "idle" : "running" });
  }

  async close(): Promise<void> {
    this.closings++;
    running.delete(this);
    this.name = this.end = undefined;
    await this.#server?.running.shutdown();
    this.#server = undefined;
  }

  stopContainer(): Promise<void> {
    return this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Ends what runs, as a crash would. */
  async crash(): Promise<void> {
    await this.#server?.running.shutdown();
    this.end = { state: "ended", exitCode: 5, reason: "it exited with code 5" };
  }

  #ended({ exitCode, reason }: ProviderStatus): StartError {
    return new StartError(`It has ended: ${reason}: ${this.#printed}`, { logs: this.#printed, exit_code: exitCode });
  }
}
