import { describeContract, isImplementation } from "@openenv/core/contract";
import { DefinitionError, fromWireError, OpenEnvError, toWireError } from "@openenv/core/errors";
import { type HostedEnvironment, InlineHost } from "@openenv/core/session";
import { answerTaskRequest } from "@openenv/core/tasks";
import { inspect } from "node:util";
import type { HostAnswer, HostNotice, HostReply, HostRequest, RemoteError } from "./messages.ts";

/**
 * The side of a host where the environments run: a worker or a process. It loads one module and answers the server's
 * requests with an inline host of its own.
 */
export class HostEndpoint {
  readonly #send: (reply: HostReply) => void;
  readonly #instances = new Map<number, HostedEnvironment>();
  /** Cancels the calls that can be cancelled, by call. */
  readonly #cancels = new Map<number, AbortController>();
  #host: InlineHost | undefined;

  /** Creates an endpoint; `send` carries its replies to the server. */
  constructor(send: (reply: HostReply) => void) {
    this.#send = send;
  }

  /** Answers a message of the server. Never throws or rejects. */
  async receive(message: HostRequest | HostNotice): Promise<void> {
    if (message.do === "ping") return this.#send({ pong: true });
    if (message.do === "abort") return this.#instances.get(message.instance)?.abort(fromWireError(message.reason));
    if (message.do === "cancel") {
      return this.#cancels.get(message.call)?.abort(new Error("the caller cancelled the call"));
    }
    const { call } = message;
    try {
      const ok = await this.#answer(message);
      this.#send({ call, ok: ok ?? null });
    } catch (thrown) {
      this.#send({ call, error: toRemoteError(thrown) });
    } finally {
      this.#cancels.delete(call);
    }
  }

  async #answer(request: HostRequest): Promise<HostAnswer | void> {
    switch (request.do) {
      case "load":
        return await this.#load(request);
      case "create":
        this.#instances.set(request.instance, await this.#host!.create());
        return;
      case "reset":
        return await this.#find(request).reset(request.data as Record<string, unknown>, request.timeoutMs);
      case "step":
        return await this.#step(request);
      case "state":
        return await this.#find(request).state(request.timeoutMs);
      case "close": {
        const hosted = this.#find(request);
        this.#instances.delete(request.instance);
        return await hosted.close();
      }
      case "task": {
        const { verb, request: asked, maxBytes, timeoutMs } = request;
        const { name, tasks } = this.#host!.contract();
        return await answerTaskRequest(verb, asked, { tasks, name, maxBytes, timeoutMs });
      }
    }
  }

  async #load({ module, options }: HostRequest & { do: "load" }): Promise<HostAnswer> {
    const { default: implementation } = await import(module);
    if (!isImplementation(implementation)) {
      throw new DefinitionError(`Cannot host ${module}: its default export is not an environment`, { part: "source" });
    }
    const log = (...data: unknown[]) =>
      this.#send({ log: data.map((part) => typeof part === "string" ? part : inspect(part)).join(" ") });
    this.#host = new InlineHost(implementation, { ...options, log });
    return describeContract(implementation.contract);
  }

  async #step(request: HostRequest & { do: "step" }): Promise<HostAnswer> {
    const { call, data, timeoutMs, askedMs, reports, withinEpisode } = request;
    const controller = new AbortController();
    this.#cancels.set(call, controller);
    return await this.#find(request).step(data, timeoutMs, {
      timeoutMs: askedMs,
      signal: controller.signal,
      withinEpisode,
      ...(reports ? { onProgress: (progress) => this.#send({ call, progress }) } : {}),
    });
  }

  #find({ instance }: { readonly instance: number }): HostedEnvironment {
    const hosted = this.#instances.get(instance);
    if (hosted === undefined) throw new Error(`there is no instance ${instance}`);
    return hosted;
  }
}

function toRemoteError(thrown: unknown): RemoteError {
  const cause = thrown instanceof OpenEnvError ? thrown.cause : thrown;
  const wire = toWireError(thrown);
  // The class tells which message travels; a validation's own text is lost on the wire.
  const own = thrown instanceof OpenEnvError ? { ...wire, message: thrown.message } : wire;
  if (!(cause instanceof Error)) return { wire: own };
  return { wire: own, cause: { name: cause.name, message: cause.message, stack: cause.stack } };
}
