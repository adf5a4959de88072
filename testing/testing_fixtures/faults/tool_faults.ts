import { z } from "zod";
import { parseManifest } from "../../../registry/manifest/read_manifest.ts";
import type { Manifest } from "../../../registry/manifest/manifest.ts";
import type { AnyImplementation } from "../../../core/contract/contract.ts";
import { ValidationError } from "../../../core/errors/error_classes.ts";
import type { ListedTool } from "../../../core/tools/list_tools.ts";
import { defineTool, type ToolContext } from "../../../core/tools/tool.ts";
import { defineToolEnvironment } from "../../../core/tools/tool_environment.ts";
import type { ToolObservation } from "../../../core/tools/tool_schemas.ts";
import { createLocalSubject } from "../../subjects/local_subject.ts";
import type { Subject, SubjectSession } from "../../subjects/subject.ts";
import { toExchange } from "../../subjects/subject_calls.ts";
import type { Fault } from "./fault.ts";
import { Walk, walk } from "./walk.ts";

interface Path {
  at: number;
}

const GOAL = 15;
const stride = defineTool({
  name: "stride",
  description: "Walks on.",
  input: z.object({ by: z.int().min(1).max(3) }),
  run({ by }, { world, setReward, endEpisode }: ToolContext<Path>) {
    world.at += by;
    setReward(world.at >= GOAL ? 1 : 0);
    if (world.at >= GOAL) endEpisode();
    return world.at;
  },
});
const look = defineTool({
  name: "look",
  description: "Tells the field.",
  input: z.object({}),
  run(_args, { world, setReward }: ToolContext<Path>) {
    setReward(0);
    return world.at;
  },
});

/** A sound environment whose actions are calls of tools. */
export const TOOL_WALK: AnyImplementation = defineToolEnvironment({
  name: "tool_walk",
  tools: [stride, look],
  start: (_options, { random }): Path => ({ at: random.int(0, 5) }),
  welcome: ({ at }) => ({ observation: { at } }),
});

/** Makes a manifest that declares tools. */
export function declareTools(names: string, name = "tool_walk"): Manifest {
  return parseManifest(`
name: ${name}
validation:
  reward: { range: [0, 1], floor_margin: 0.1 }
  resources: { cpu: 1, memory_mb: 512, disk_mb: 256, episode_timeout_s: 60 }
  capabilities: { verifier: { kind: reward_channel }, declared_tools: [${names}] }
  types: { tags: [toy] }
`);
}

/** How a server that is not ours spoils what a sound environment answers. */
interface Tampering {
  /** Changes the tools of a listing; `isOpen` after a reset. */
  readonly tools?: (tools: readonly ListedTool[], isOpen: boolean) => unknown;
  /** Changes the answer to a call. */
  readonly answer?: (observation: ToolObservation) => ToolObservation;
}

function tamper({ tools, answer }: Tampering): Subject {
  const sound = createLocalSubject(TOOL_WALK);
  return {
    ...sound,
    inside: undefined,
    async open(): Promise<SubjectSession> {
      const session = await sound.open();
      let isOpen = false;
      return {
        ...session,
        reset(options) {
          isOpen = true;
          return session.reset(options);
        },
        async step(action) {
          const { payload } = await session.step(action);
          const observation = payload.observation as ToolObservation;
          const changed = "tools" in observation
            ? { ...observation, tools: tools?.(observation.tools as ListedTool[], isOpen) ?? observation.tools }
            : answer?.(observation) ?? observation;
          return toExchange({ ...payload, observation: changed }, 1);
        },
      };
    },
  };
}

/** Spoils the first tool of each listing. */
function spoil(change: Record<string, unknown>): Subject {
  return tamper({ tools: ([first, ...others]) => [{ ...first, ...change }, ...others] });
}

function fault(name: string, subject: Fault["subject"], manifest?: Manifest): Fault {
  return { name, check: "runtime.tool_declaration_accuracy", subject, manifest };
}

function refusal(name: string, answer: Tampering["answer"]): Fault {
  return { name, check: "runtime.tool_arguments", subject: tamper({ answer }) };
}

/** Faults of tools. */
export const TOOL_FAULTS: readonly Fault[] = [
  fault("the manifest declares a tool that is not there", TOOL_WALK, declareTools("stride, look, fly")),
  fault("a tool is not declared", TOOL_WALK, declareTools("stride")),
  fault(
    "the manifest declares tools, and actions are no calls",
    walk(() => new Walk()),
    declareTools("stride", "walk"),
  ),
  fault("a tool has no description", spoil({ description: null })),
  fault("a tool has an input that is no object", spoil({ input_schema: { type: "array" } })),
  fault("a tool has a broken schema", spoil({ input_schema: { type: "object", required: "by" } })),
  fault("a tool has no schema", spoil({ input_schema: null })),
  fault("two tools have one name", tamper({ tools: (tools) => [...tools, tools[0]] })),
  fault("a tool has a name that is reserved", spoil({ name: "reset" }), declareTools("reset, look")),
  fault("a tool has a name with a blank", spoil({ name: "stride on" }), declareTools("stride on, look")),
  fault("there are no tools before a reset", tamper({ tools: (tools, isOpen) => isOpen ? tools : [] })),
  fault(
    "a tool is another one after a reset",
    tamper({
      tools: ([first, ...others], isOpen) => [{ ...first, description: isOpen ? "Runs." : "Walks." }, ...others],
    }),
  ),
  fault(
    "the tools cannot be listed",
    tamper({
      tools() {
        throw new ValidationError("Cannot parse action", { errors: [] });
      },
    }),
  ),
  refusal(
    "a call with wrong arguments is carried out",
    ({ error, ...rest }) => error?.error_type === "invalid_args" ? { ...rest, error: null } : { ...rest, error },
  ),
  refusal("an unknown tool is an execution error", ({ error, ...rest }) => {
    return error?.error_type === "tool_not_found"
      ? { ...rest, error: { ...error, error_type: "execution_error" } }
      : { ...rest, error };
  }),
  refusal("wrong arguments bring an error and a result", ({ error, ...rest }) => {
    return error?.error_type === "invalid_args" ? { ...rest, error, result: {} as never } : { ...rest, error };
  }),
];
