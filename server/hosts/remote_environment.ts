import type { EpisodeView, StepOptions, StepResult } from "@openenv/core";
import { DeadlineError, type OpenEnvError, toWireError, ValidationError } from "@openenv/core/errors";
import { fromWireView } from "@openenv/core/protocol";
import type { HostedEnvironment } from "@openenv/core/session";
import { endedError } from "./remote_error.ts";
import { type PendingCall, ResultCall, StateCall, ViewCall } from "./pending_call.ts";
import type { Side } from "./remote_side.ts";

/** How long an abandoned call may go on before its side is ended, in milliseconds. */
const ABANDONED_MS = 1000;

/** One instance on another side. */
export class RemoteEnvironment implements HostedEnvironment {
  /** Resolves with the reason when its side has ended. */
  readonly ended: Promise<OpenEnvError>;
  readonly #side: Side;
  readonly #instance: number;
  readonly #closeMs: number;
  #call: PendingCall | undefined;
  #episodeId: string | undefined;
  #abandoned: ReturnType<typeof setTimeout> | undefined;

  /** Wraps an instance that its side has made. */
  constructor(side: Side, instance: number, closeMs: number) {
    this.#side = side;
    this.#instance = instance;
    this.#closeMs = closeMs;
    this.ended = side.ended.then((reason) => endedError(reason, side.isShared));
  }

  /** The id of its process. */
  get pid(): number | undefined {
    return this.#side.pid;
  }

  /** Asks its side a question; see `RemoteHost.ask`. */
  ask(question: unknown, timeoutMs: number): Promise<unknown> {
    return this.#side.requestWithin("ask", timeoutMs, { do: "ask", question });
  }

  get episodeId(): string | undefined {
    return this.#episodeId;
  }

  /** Names the episode, if the caller does not, so that this side can log its id. */
  reset(options: Readonly<Record<string, unknown>>, timeoutMs: number): Promise<StepResult> {
    const call = this.#call = new ResultCall();
    const last = this.#episodeId;
    const data = { ...options, episode_id: options.episode_id ?? crypto.randomUUID() };
    this.#episodeId = String(data.episode_id);
    this.#side.send({ do: "reset", instance: this.#instance, data, timeoutMs }, call);
    return (call.answer as Promise<StepResult>).catch((thrown) => {
      if (thrown instanceof ValidationError) this.#episodeId = last;
      throw thrown;
    });
  }

  step(data: unknown, timeoutMs: number, options?: StepOptions): Promise<StepResult> {
    const { onProgress, signal, timeoutMs: askedMs, withinEpisode } = options ?? {};
    const pending = this.#call = new ResultCall(onProgress);
    const call = this.#side.send({
      do: "step",
      instance: this.#instance,
      data,
      timeoutMs,
      askedMs,
      withinEpisode,
      reports: onProgress !== undefined,
      cancels: signal !== undefined,
    }, pending);
    const answer = pending.answer as Promise<StepResult>;
    if (signal === undefined) return answer;
    const cancel = () => this.#side.notify({ do: "cancel", call });
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel);
    return answer.finally(() => signal.removeEventListener("abort", cancel));
  }

  state(timeoutMs: number): Promise<Record<string, unknown>> {
    const call = this.#call = new StateCall();
    this.#side.send({ do: "state", instance: this.#instance, timeoutMs }, call);
    return call.answer as Promise<Record<string, unknown>>;
  }

  render(timeoutMs: number): Promise<EpisodeView> {
    const call = this.#call = new ViewCall();
    this.#side.send({ do: "render", instance: this.#instance, timeoutMs }, call);
    return call.answer.then(fromWireView);
  }

  /** A call that overran its deadline is ended with its side; any other abandoned call gets a moment to settle. */
  abort(reason: unknown): void {
    this.#side.notify({ do: "abort", instance: this.#instance, reason: toWireError(reason) });
    const call = this.#call;
    if (call === undefined || call.isSettled) return;
    if (reason instanceof DeadlineError) return this.#side.kill("deadline");
    this.#abandoned ??= setTimeout(() => {
      if (!call.isSettled) this.#side.kill("abandoned");
    }, ABANDONED_MS);
  }

  async close(): Promise<void> {
    clearTimeout(this.#abandoned);
    const timer = setTimeout(() => this.#side.kill("abandoned"), this.#closeMs);
    try {
      await this.#side.request({ do: "close", instance: this.#instance });
    } catch (thrown) {
      // With its side gone, there is nothing left to close.
      if (!this.#side.hasEnded) throw thrown;
    } finally {
      clearTimeout(timer);
      this.#side.release();
    }
  }
}
