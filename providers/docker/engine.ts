import { withinTime } from "@openenv/core/async";
import { messageOf } from "@openenv/core/errors";
import { ProviderUnavailableError } from "../provider_errors.ts";
import type { ContainerSettings, DockerClient, ListedContainer, PullStream } from "./docker_client.ts";
import type { DockerEndpoint } from "./endpoint.ts";
import { PROVIDER_LABEL } from "./labels.ts";
import { PullProgress } from "./pull_progress.ts";
import { registryAuth } from "./registry_auth.ts";

/** A container, as far as it matters here. */
export interface ContainerInfo {
  /** Its name. */
  readonly name: string;
  /** The image as it was named at the start. */
  readonly image: string;
  /** Its labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** `true` while it runs. */
  readonly isRunning: boolean;
  /** `created`, `running`, `exited`, ... as Docker says. */
  readonly state: string;
  /** When it was created. */
  readonly createdAt: string;
  /** The exit code of one that ran and does not. */
  readonly exitCode?: number;
  /** `true` if the system killed something in it that used too much memory. */
  readonly outOfMemory?: boolean;
  /** Why it could not be started. */
  readonly error?: string;
  /** The address and the port on the daemon's machine that lead to port 8000. */
  readonly published?: { readonly address: string; readonly port: number };
}

/** Options for {@linkcode DockerEngine}. */
export interface EngineOptions {
  /** The daemon. */
  readonly endpoint: DockerEndpoint;
  /** Called with every text of the daemon before it gets into an error. */
  readonly hide: (text: string) => string;
}

/** Options for {@linkcode DockerEngine.pull}. */
export interface PullOptions {
  /** Called with lines that say how far it is. */
  readonly onProgress?: (line: string) => void;
  /** Gives the pull up. */
  readonly signal?: AbortSignal;
}

/** The daemon refused a call. */
export class RefusedCall extends ProviderUnavailableError {
  /** The status of the answer. */
  readonly status: number;
  /** What the daemon said. */
  readonly reason: string;

  /** Creates the error. */
  constructor(action: string, status: number, reason: string) {
    super(`Cannot ${action}: ${reason}`, { provider: "docker" });
    this.status = status;
    this.reason = reason;
  }
}

/** How long the daemon may take for one call, in milliseconds; pulls may take as long as they do. */
const CALL_MS = 60_000;
const SERVER_PORT = "8000/tcp";
const UNREACHABLE: Readonly<Record<string, string>> = {
  EACCES: "this user may not use it; join the group docker, or set DOCKER_HOST",
  ECONNREFUSED: "nothing listens there; start Docker, or set DOCKER_HOST",
  ENOENT: "there is no such socket; start Docker, or set DOCKER_HOST",
  ENOTFOUND: "there is no such host",
  EPERM: "this user may not use it",
};

/** Talks to a Docker daemon. Loads `dockerode` at the first call. */
export class DockerEngine {
  readonly #options: EngineOptions;
  #docker: Promise<DockerClient> | undefined;

  /** Creates an engine that has not connected yet. */
  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Reads the labels of an image on this machine; `undefined` if it is not there. */
  async imageLabels(image: string): Promise<Record<string, string> | undefined> {
    const found = await ifExists(this.call(`look for image ${image}`, (docker) => docker.getImage(image).inspect()));
    return found && (found.Config?.Labels ?? {});
  }

  /** Pulls an image. Rejects with a `RefusedCall` if the registry does not have it or can't be reached. */
  async pull(image: string, { onProgress, signal }: PullOptions = {}): Promise<void> {
    const action = `pull ${image}`;
    const authconfig = registryAuth(image);
    const stream = this.call(action, (docker) => docker.pull(image, { ...(authconfig && { authconfig }) }), Infinity);
    // A request that is aborted before its answer would be sent again by the runtime.
    const abort = () => void stream.then((begun) => begun.destroy(), () => {});
    signal?.addEventListener("abort", abort);
    try {
      const progress = new PullProgress(image, onProgress);
      await withinTime(async () => this.#follow(await stream, progress, action), { action, signal });
      const { failure } = progress; // a failure after the first byte is an event, not a rejection
      if (failure !== undefined) throw new RefusedCall(action, 500, this.#options.hide(failure));
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Creates a container. */
  async create(options: ContainerSettings): Promise<void> {
    await this.call(`create container ${options.name}`, (docker) => docker.createContainer(options));
  }

  /** Starts a container that was created. */
  async start(name: string): Promise<void> {
    await this.call(`start container ${name}`, (docker) => docker.getContainer(name).start());
  }

  /** Describes a container; `undefined` if there is none. */
  async inspect(name: string): Promise<ContainerInfo | undefined> {
    const found = await ifExists(
      this.call(`inspect container ${name}`, (docker) => docker.getContainer(name).inspect()),
    );
    if (found === undefined) return undefined;
    const { State: state, NetworkSettings: { Ports: ports }, Config: { Image: image, Labels: labels } } = found;
    const [binding] = ports?.[SERVER_PORT] ?? [];
    return {
      name,
      image,
      labels: labels ?? {},
      isRunning: state.Running,
      state: state.Status,
      createdAt: found.Created,
      ...(!state.Running && { exitCode: state.ExitCode }),
      outOfMemory: state.OOMKilled,
      ...(state.Error && { error: this.#options.hide(state.Error) }),
      ...(binding && { published: { address: binding.HostIp, port: Number(binding.HostPort) } }),
    };
  }

  /** Returns what a container has printed; an empty text if there is none. */
  async logs(name: string, tail?: number): Promise<string> {
    const options = { stdout: true, stderr: true, follow: false, ...(tail !== undefined && { tail }) } as const;
    const read = this.call(`read logs of ${name}`, (docker) => docker.getContainer(name).logs(options));
    const frames = await ifExists(read);
    return frames === undefined ? "" : textOfFrames(frames);
  }

  /** Stops a container, if it runs, and removes it, if it exists. */
  async remove(name: string, graceMs: number): Promise<void> {
    const seconds = Math.ceil(graceMs / 1000);
    if (graceMs > 0) {
      // 304: it does not run.
      await ifExists(
        this.call(
          `stop container ${name}`,
          (docker) => docker.getContainer(name).stop({ t: seconds }),
          CALL_MS + graceMs,
        ),
        [304, 404],
      );
    }
    const remove = () => this.call(`remove container ${name}`, removing(name));
    // 409: another call removes it already.
    for (let left = 100; await ifExists(remove(), [404, 409]) === undefined && left > 0; left--) {
      if (await this.inspect(name) === undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Lists the containers that this package has started, whoever's they are. */
  async list(): Promise<ContainerInfo[]> {
    const filters = JSON.stringify({ label: [PROVIDER_LABEL] });
    const found = await this.call("list containers", (docker) => docker.listContainers({ all: true, filters }));
    return found.map((container) => ({
      name: container.Names[0]?.replace(/^\//, "") ?? container.Id,
      image: container.Image,
      labels: container.Labels,
      isRunning: container.State === "running",
      state: container.State,
      createdAt: new Date(container.Created * 1000).toISOString(),
      ...publishedBy(container.Ports),
    }));
  }

  async #follow(stream: PullStream, progress: PullProgress, action: string): Promise<void> {
    const { modem } = await this.#connected();
    await new Promise<void>((resolve, reject) => {
      const onEnd = (error: Error | null) => error ? reject(this.#explain(action, error)) : resolve();
      modem.followProgress(stream, onEnd, (event) => progress.add(event));
    });
  }

  #connected(): Promise<DockerClient> {
    return this.#docker ??= (async () => {
      const { default: Client } = await import("dockerode");
      const { address: _, ...options } = this.#options.endpoint;
      return new Client(options) as DockerClient;
    })();
  }

  /**
   * Calls the daemon.
   *
   * @throws `RefusedCall` if it refuses, `ProviderUnavailableError` if it does not answer.
   */
  async call<T>(action: string, run: (docker: DockerClient) => Promise<T>, timeoutMs: number = CALL_MS): Promise<T> {
    const docker = await this.#connected();
    const limit = timeoutMs === Infinity ? undefined : timeoutMs;
    try {
      return await withinTime(() => run(docker), { action, timeoutMs: limit });
    } catch (thrown) {
      throw this.#explain(action, thrown);
    }
  }

  /** The daemon's own errors quote what was sent, so none of them is kept as a cause. */
  #explain(action: string, thrown: unknown): Error {
    const { statusCode, json, code } = thrown as { statusCode?: number; json?: { message?: string }; code?: string };
    const { endpoint: { address }, hide } = this.#options;
    if (statusCode !== undefined) {
      return new RefusedCall(action, statusCode, hide(json?.message ?? bare(messageOf(thrown))).trim());
    }
    const why = UNREACHABLE[code ?? ""] ?? hide(messageOf(thrown));
    const text = `Cannot ${action}: Docker does not answer at ${address}: ${why}`;
    return new ProviderUnavailableError(text, { provider: "docker" });
  }
}

/** The message without the status that `dockerode` puts before it. */
function bare(message: string): string {
  return message.replace(/^\(HTTP code \d+\) [a-z ]+ - /, "");
}

function removing(name: string): (docker: DockerClient) => Promise<true> {
  return async (docker) => {
    await docker.getContainer(name).remove({ force: true, v: true });
    return true;
  };
}

/** Returns `undefined` if the daemon refused the call with one of the statuses. */
export async function ifExists<T>(call: Promise<T>, statuses: readonly number[] = [404]): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof RefusedCall && statuses.includes(thrown.status)) return undefined;
    throw thrown;
  }
}

function publishedBy(ports: ListedContainer["Ports"]): Pick<ContainerInfo, "published"> {
  const { IP: address = "", PublicPort: port } = ports.find(({ PrivatePort }) => PrivatePort === 8000) ?? {};
  return port === undefined ? {} : { published: { address, port } };
}

/** Joins the frames of a log: each has a head of eight bytes, of which the last four are its length. */
export function textOfFrames(frames: Uint8Array): string {
  const decoder = new TextDecoder();
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  let text = "";
  for (let at = 0; at + 8 <= frames.length;) {
    const end = at + 8 + view.getUint32(at + 4);
    text += decoder.decode(frames.subarray(at + 8, end), { stream: true });
    at = end;
  }
  return text + decoder.decode();
}
