/**
 * The side of a host where environments run, for entries of your own: processes that also look at what they host.
 *
 * @module
 */
import type { AnyImplementation, MaybePromise, Progress, StepOptions, StepResult } from "@openenv/core";
import { isPromiseLike } from "@openenv/core/async";
import { describeContract } from "@openenv/core/contract";
import { fromWireError, OpenEnvError, toWireError } from "@openenv/core/errors";
import { toWireView, type WireView } from "@openenv/core/protocol";
import { type HostedEnvironment, InlineHost } from "@openenv/core/session";
import { answerTaskRequest } from "@openenv/core/tasks";
import { inspect } from "node:util";
import { loadImplementation } from "./load_implementation.ts";
import type { HostAnswer, HostNotice, HostReply, HostRequest, RemoteError } from "./messages.ts";

/** What an endpoint does besides hosting: it looks at the environment, and answers questions about it. */
export interface EndpointInspection {
  /** Called with the environment once it is loaded; returns what is hosted in its place. */
  inspect(implementation: AnyImplementation): AnyImplementation;
  /** Answers a question with plain data. */
  answer(question: unknown): MaybePromise<unknown>;
}

/**
 * The side of a host where the environments run: a worker or a process. It loads one module and answers the server's
 * requests with an inline host of its own.
 */
export class HostEndpoint {
  readonly #send: (reply: HostReply) => void;
  readonly #inspection: EndpointInspection | undefined;
  readonly #instances = new Map<number, HostedEnvironment>();
  /** Cancels the calls that can be cancelled, by call. */
  readonly #cancels = new Map<number, AbortController>();
  #host: InlineHost | undefined;

  /** Creates an endpoint; `send` carries its replies to the server. */
  constructor(send: (reply: HostReply) => void, inspection?: EndpointInspection) {
    this.#send = send;
    this.#inspection = inspection;
  }

  /** Answers a message of the server, at once if the environment is synchronous. Never throws. */
  receive(message: HostRequest | HostNotice): void {
    if (message.do === "ping") return this.#send({ pong: true });
    if (message.do === "abort") return this.#instances.get(message.instance)?.abort(fromWireError(message.reason));
    if (message.do === "cancel") {
      return this.#cancels.get(message.call)?.abort(new Error("the caller cancelled the call"));
    }
    const { call } = message;
    const fail = (thrown: unknown) => this.#send({ call, error: toRemoteError(thrown) });
    try {
      const answer = this.#answer(message);
      if (!isPromiseLike(answer)) return this.#send({ call, ok: answer ?? null });
      answer.then((ok) => this.#send({ call, ok: ok ?? null })).catch(fail).finally(() => this.#cancels.delete(call));
    } catch (thrown) {
      fail(thrown);
    }
  }

  #answer(request: HostRequest): MaybePromise<HostAnswer | void> {
    switch (request.do) {
      case "load":
        return this.#load(request);
      case "create":
        return this.#create(request.instance);
      case "reset":
        return this.#find(request).reset(request.data as Record<string, unknown>, request.timeoutMs);
      case "step":
        return this.#step(request);
      case "state":
        return this.#find(request).state(request.timeoutMs);
      case "render":
        return this.#render(request);
      case "close": {
        const hosted = this.#find(request);
        this.#instances.delete(request.instance);
        return hosted.close();
      }
      case "ask":
        return this.#inspection?.answer(request.question) as MaybePromise<HostAnswer>;
      case "task": {
        const { verb, request: asked, maxBytes, timeoutMs } = request;
        const { name, tasks } = this.#host!.contract();
        return answerTaskRequest(verb, asked, { tasks, name, maxBytes, timeoutMs });
      }
    }
  }

  async #create(instance: number): Promise<void> {
    this.#instances.set(instance, await this.#host!.create());
  }

  async #load({ module, options }: HostRequest & { do: "load" }): Promise<HostAnswer> {
    const loaded = await loadImplementation(module);
    const implementation = this.#inspection?.inspect(loaded) ?? loaded;
    const log = (...data: unknown[]) =>
      this.#send({ log: data.map((part) => typeof part === "string" ? part : inspect(part)).join(" ") });
    this.#host = new InlineHost(implementation, { ...options, log });
    return describeContract(implementation.contract);
  }

  #step(request: HostRequest & { do: "step" }): MaybePromise<StepResult> {
    const { call, data, timeoutMs, askedMs, reports, cancels, withinEpisode } = request;
    const hosted = this.#find(request);
    if (askedMs === undefined && !reports && !cancels && !withinEpisode) return hosted.step(data, timeoutMs);
    const options: StepOptions = {
      timeoutMs: askedMs,
      withinEpisode,
      ...(reports ? { onProgress: (progress: Progress) => this.#send({ call, progress }) } : {}),
    };
    if (!cancels) return hosted.step(data, timeoutMs, options);
    const controller = new AbortController();
    this.#cancels.set(call, controller);
    // A signal can only cancel what is asynchronous, so that the answer may be so as well.
    return Promise.resolve(hosted.step(data, timeoutMs, { ...options, signal: controller.signal }));
  }

  #render(request: HostRequest & { do: "render" }): MaybePromise<WireView> {
    const view = this.#find(request).render(request.timeoutMs);
    return isPromiseLike(view) ? view.then(toWireView) : toWireView(view);
  }

  #find({ instance }: { readonly instance: number }): HostedEnvironment {
    const hosted = this.#instances.get(instance);
    if (hosted === undefined) throw new Error(`there is no instance ${instance}`);
    return hosted;
  }
}

/** The most characters of the message and of the stack of an author's error: its caller gets the message on the wire. */
const MAX_CAUSE_CHARS = 10_000;

function toRemoteError(thrown: unknown): RemoteError {
  const cause = thrown instanceof OpenEnvError ? thrown.cause : thrown;
  const wire = toWireError(thrown);
  // The other side makes the error of the wire of it, which has not all of this: a validation's own text, or a file.
  const own = thrown instanceof OpenEnvError ? { ...wire, ...thrown.data, message: thrown.message } : wire;
  try {
    if (!(cause instanceof Error)) return { wire: own };
    const [message, stack] = [cause.message, cause.stack].map((text) => text?.slice(0, MAX_CAUSE_CHARS));
    return { wire: own, cause: { name: cause.name, message: message!, stack } };
  } catch {
    // An error whose properties throw has no more to tell.
    return { wire: own };
  }
}
