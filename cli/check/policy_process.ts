import { messageOf, type PolicyEpisode, type PolicyFactory } from "@openenv/core";
import { Child, type ChildOptions, describeEnd } from "@openenv/sandbox";
import type { PolicyReply, PolicyRequest } from "./children/policy_child.ts";

/** Options of {@linkcode PolicyProcess}. */
export interface PolicyProcessOptions extends Pick<ChildOptions, "permissions" | "env" | "flags"> {
  /** The URL of the module whose default export is the policy. */
  readonly module: string;
  /** The name of the module in messages. */
  readonly name: string;
  /** How long loading the module may take, in milliseconds. */
  readonly loadMs: number;
  /** How long the policy may take for one action, in milliseconds. */
  readonly chooseMs: number;
}

/** A request without its number. */
type Unnumbered<T> = T extends { readonly call: number } ? Omit<T, "call"> : never;

const ENTRY = new URL("./children/policy_child.ts", import.meta.url);

/** Plays a policy of a package in a process of its own: neither the checks nor the environment share anything with it. */
export class PolicyProcess implements AsyncDisposable {
  readonly #options: PolicyProcessOptions;
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #episodes = new Map<number, PolicyEpisode>();
  #child: Promise<Child> | undefined;
  #nextCall = 0;
  #nextEpisode = 0;

  /** Creates a process that is started when the policy is first played. */
  constructor(options: PolicyProcessOptions) {
    this.#options = options;
  }

  /** Begins an episode: the policy, as the checks play it. */
  readonly policy: PolicyFactory = async (episode) => {
    const child = await (this.#child ??= this.#start());
    const number = this.#nextEpisode++;
    this.#episodes.set(number, episode);
    const { chooseMs } = this.#options;
    const { seed, random } = episode;
    await this.#call(child, chooseMs, { do: "begin", episode: number, seed, random: random.uint32() });
    return (result) => this.#call(child, chooseMs, { do: "choose", episode: number, result });
  };

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.then((child) => child.close(0), () => {});
  }

  async #start(): Promise<Child> {
    const { module, name, loadMs, permissions, env, flags } = this.#options;
    const child = Child.start({ entry: ENTRY, permissions, env, flags });
    child.onMessage = (message) => this.#receive(child, message as PolicyReply);
    void child.ended.then((end) => {
      const { stdout, stderr } = child.takeOutput();
      const printed = (stderr || stdout).trim();
      const error = new Error(`its process ${describeEnd(end)}${printed === "" ? "" : `: ${printed.slice(-2000)}`}`);
      for (const call of this.#calls.values()) call.reject(error);
      this.#calls.clear();
      this.#child = undefined; // the next episode starts another one
    });
    try {
      await this.#call(child, loadMs, { do: "load", module, name });
      return child;
    } catch (thrown) {
      await child.close(0);
      throw thrown;
    }
  }

  async #call(child: Child, timeoutMs: number, request: Unnumbered<PolicyRequest>): Promise<unknown> {
    const call = this.#nextCall++;
    const pending = Promise.withResolvers<unknown>();
    this.#calls.set(call, pending);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("deadline");
    }, timeoutMs);
    try {
      child.send({ ...request, call });
      return await pending.promise;
    } catch (thrown) {
      throw isLate ? new Error(`the policy has not returned for ${timeoutMs} ms`) : thrown;
    } finally {
      clearTimeout(timer);
      this.#calls.delete(call);
    }
  }

  async #receive(child: Child, reply: PolicyReply): Promise<void> {
    if ("ask" in reply) {
      const { ask, episode } = reply;
      const state = await this.#readState(episode);
      return void (child.end ?? child.send({ do: "state", ask, ...state } satisfies PolicyRequest));
    }
    const pending = this.#calls.get(reply.call);
    if (reply.error === undefined) pending?.resolve(reply.action);
    else pending?.reject(new Error(String(reply.error).slice(0, 2000)));
  }

  async #readState(episode: number): Promise<{ state?: Record<string, unknown>; error?: string }> {
    try {
      return { state: await this.#episodes.get(episode)!.state() };
    } catch (thrown) {
      return { error: messageOf(thrown) };
    }
  }
}
