import type { ResultPayload } from "../../../core/protocol/messages.ts";
import type { WireSchemas } from "../../../core/contract/wire_schemas.ts";
import { createLocalSubject } from "../../subjects/local_subject.ts";
import type { Subject, SubjectSession } from "../../subjects/subject.ts";
import { toExchange } from "../../subjects/subject_calls.ts";
import type { Fault } from "./fault.ts";
import { Walk, walk } from "./walk.ts";

/** How a server that is not ours spoils what a sound environment answers. */
interface Tampering {
  /** Changes the answers. */
  readonly answer?: (payload: ResultPayload, step: number) => unknown;
  /** Changes the states. */
  readonly state?: (state: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Changes the schemas. */
  readonly schemas?: (schemas: WireSchemas) => WireSchemas;
}

function tamper({ answer, state, schemas }: Tampering): Subject {
  const sound = createLocalSubject(walk(() => new Walk()));
  const change = (payload: Readonly<Record<string, unknown>>, step: number) =>
    toExchange((answer?.(payload as never, step) ?? payload) as Record<string, unknown>, 1);
  return {
    ...sound,
    inside: undefined,
    schemas: schemas?.(sound.schemas) ?? sound.schemas,
    async open(): Promise<SubjectSession> {
      const session = await sound.open();
      let steps = 0;
      return {
        reset: async (options) => change((await session.reset(options)).payload, steps = 0),
        step: async (action) => change((await session.step(action)).payload, ++steps),
        state: async () => state?.(await session.state()) ?? await session.state(),
        close: () => session.close(),
      };
    },
  };
}

/** Faults that our own server does not let through, as another one may have them. */
export const WIRE_FAULTS: readonly Fault[] = [
  {
    name: "the metadata of a reset is null",
    check: "runtime.metadata_object",
    subject: tamper({ answer: (payload, step) => step === 0 ? { ...payload, metadata: null } : undefined }),
  },
  {
    name: "the metadata of an observation is null",
    check: "runtime.metadata_object",
    subject: tamper({
      answer: ({ observation, ...rest }) => ({ ...rest, observation: { ...observation, metadata: null } }),
    }),
  },
  {
    name: "an answer has the bare token NaN",
    check: "runtime.finite_numbers",
    subject: tamper({
      answer: ({ observation, ...rest }, step) => {
        return step === 0 ? undefined : { ...rest, observation: { ...observation, extra: NaN } };
      },
    }),
  },
  {
    name: "a reward is true",
    check: "runtime.reward_well_formed",
    subject: tamper({ answer: (payload, step) => step === 0 ? undefined : { ...payload, reward: true } }),
  },
  {
    name: "a reward is null",
    check: "runtime.reward_well_formed",
    subject: tamper({ answer: (payload) => ({ ...payload, reward: null }) }),
  },
  {
    name: "done is null",
    check: "runtime.observation_schema",
    subject: tamper({
      answer: ({ done, terminated: _, ...rest }, step) => step === 1 ? { ...rest, done: null } : { ...rest, done },
    }),
  },
  {
    name: "an observation does not fit the published schema",
    check: "runtime.observation_schema",
    subject: tamper({
      answer: ({ observation, ...rest }, step) => {
        return step === 0 ? undefined : { ...rest, observation: { ...observation, at: String(observation.at) } };
      },
    }),
  },
  {
    name: "the published schema refers to another document",
    check: "runtime.observation_schema",
    needsNoEpisode: true,
    subject: tamper({
      schemas: (schemas) => ({ ...schemas, observation: { $ref: "https://example.com/observation.json" } }),
    }),
  },
  {
    name: "the state has an episode_id of the server's own",
    check: "runtime.state_contract",
    subject: tamper({ state: (state) => ({ ...state, episode_id: "s1" }) }),
  },
];
