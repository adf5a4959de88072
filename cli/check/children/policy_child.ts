/**
 * The entry of a process that plays: it loads a policy of the package, which chooses the actions of episodes.
 *
 * @module
 */
import { messageOf, type Policy, type PolicyFactory, Random, type StepResult } from "@openenv/core";
import { serveParent } from "@openenv/sandbox/child";
import { importDefault } from "../../shared/import_default.ts";

/** A request of the command; `call` pairs it with its answer. */
export type PolicyRequest =
  | { readonly call: number; readonly do: "load"; readonly module: string; readonly name: string }
  | {
    readonly call: number;
    readonly do: "begin";
    readonly episode: number;
    readonly seed: number;
    /** The seed of the policy's own generator. */
    readonly random: number;
  }
  | { readonly call: number; readonly do: "choose"; readonly episode: number; readonly result: StepResult }
  /** The state that the policy asked for. */
  | { readonly do: "state"; readonly ask: number; readonly state?: Record<string, unknown>; readonly error?: string };

/** A message to the command: an answer, or a question for the state. */
export type PolicyReply =
  | { readonly call: number; readonly action?: unknown; readonly error?: string }
  | { readonly ask: number; readonly episode: number };

/** The most episodes that are remembered: those that are played at the same time, and some more. */
const MAX_EPISODES = 16;

const policies = new Map<number, Policy>();
const questions = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
let createPolicy: PolicyFactory;
let asked = 0;

await serveParent(async (message, send) => {
  const request = message as PolicyRequest;
  if (request.do === "state") {
    const question = questions.get(request.ask);
    questions.delete(request.ask);
    if (request.state === undefined) question?.reject(new Error(request.error));
    else question?.resolve(request.state);
    return;
  }
  const { call } = request;
  try {
    send({ call, action: await answer(request, send) } satisfies PolicyReply);
  } catch (thrown) {
    send({ call, error: messageOf(thrown) } satisfies PolicyReply);
  }
});

async function answer(
  request: Exclude<PolicyRequest, { do: "state" }>,
  send: (reply: PolicyReply) => void,
): Promise<unknown> {
  switch (request.do) {
    case "load":
      createPolicy = await importDefault(new URL(request.module), request.name) as PolicyFactory;
      if (typeof createPolicy === "function") return undefined;
      throw new Error(`Cannot use ${request.name}: its default export is no policy, which is a function`);
    case "begin": {
      const { episode, seed } = request;
      const state = () => {
        const question = Promise.withResolvers<Record<string, unknown>>();
        questions.set(++asked, question);
        send({ ask: asked, episode });
        return question.promise;
      };
      policies.set(episode, await createPolicy({ random: new Random(request.random), seed, state }));
      policies.delete(episode - MAX_EPISODES);
      return undefined;
    }
    case "choose":
      return await policies.get(request.episode)!(request.result);
  }
}
