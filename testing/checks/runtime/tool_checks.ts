import { Random } from "@openenv/core";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import type { ListedTool } from "@openenv/core/tools";
import { type EpisodeRecord, playEpisode, toEpisodeError, withSession } from "../../episodes/play_episode.ts";
import type { Check, Finding } from "../../findings/check.ts";
import { attributeError, fail, type Failure, pass, type Requirement } from "../../findings/findings.ts";
import { isSameJson, showJson } from "../../json/json_values.ts";
import { findSchemaFault, findSchemaProblem } from "../../json/schema_problem.ts";
import { sampleArguments } from "../../sampling/sample_policies.ts";
import { SMALL_DEPTH, UndrawableSchemaError } from "../../sampling/sampling.ts";
import type { SubjectSession } from "../../subjects/subject.ts";
import { listSessionTools } from "../../subjects/subject_calls.ts";
import { resetOptionsOf, type SubjectContext } from "./played_episodes.ts";
import { runtimeCheck } from "./runtime_check.ts";

const DECLARATION: Requirement = {
  id: "runtime.tool_declaration_accuracy",
  expected: "the declared tools, each with a name, a description and a schema of its arguments",
  remediation: "Name the tools in capabilities.declared_tools, and give each a description and an object as its input",
};
const ARGUMENTS: Requirement = {
  id: "runtime.tool_arguments",
  expected: "an error that says what is wrong with the call, and no result",
  remediation: "Check the name and the arguments of a call before the tool runs, as defineTool does",
};

/** Check whether tools are as declared, and refuse wrong calls. */
export const TOOL_CHECKS: readonly Check[] = [
  runtimeCheck({
    id: DECLARATION.id,
    summary: "Before and after a reset, `list_tools` lists the declared tools, and an agent can use them.",
    applies: ({ subject, manifest }) =>
      subject?.tools !== undefined || (manifest?.validation?.capabilities.declared_tools.length ?? 0) > 0,
    run: checkDeclaration,
  }),
  runtimeCheck({
    id: ARGUMENTS.id,
    summary: "A call of an unknown tool gets `tool_not_found`, and a call with arguments that the tool's schema " +
      "refuses gets `invalid_args`.",
    applies: ({ subject }) => subject?.tools !== undefined,
    run: checkArguments,
  }),
];

/** Names of tools that mean something else to programs that drive environments. */
const RESERVED_NAMES: readonly string[] = ["reset", "step", "state", "close"];

/** Something wrong with the tools. */
type ToolFailure = Pick<Failure, "seen" | "evidence">;

async function checkDeclaration(context: SubjectContext): Promise<Finding> {
  const { subject, play: { seed } } = context;
  const measured = { seed, options: {}, actions: [] };
  const failWith = (failure: ToolFailure) => fail({ ...DECLARATION, ...failure, measured });
  if (subject.tools === undefined) {
    return failWith({ seen: "no tools", evidence: ["the manifest declares tools, and actions are no calls of tools"] });
  }
  return await withSession(subject, async (session) => {
    const first = await list(session, "before a reset");
    if (!Array.isArray(first)) return failWith(first);
    const reset = await beginEpisode(session, context);
    if (reset.error !== undefined) return attributeError(reset, DECLARATION);
    const second = await list(session, "after a reset");
    if (!Array.isArray(second)) return failWith(second);
    const failure = findInNames(context, first) ?? findInTools(first) ?? findInRepeat(first, second);
    return failure === undefined ? pass({ tools: first.length }) : failWith(failure);
  });
}

async function list(session: SubjectSession, when: string): Promise<ListedTool[] | ToolFailure> {
  try {
    return [...await listSessionTools(session)];
  } catch (thrown) {
    const { code, message } = toEpisodeError(thrown, "step", 1);
    return { seen: message, evidence: [`list_tools ${when} was answered with ${code}: ${message}`] };
  }
}

function findInNames({ subject, manifest }: SubjectContext, listed: readonly ListedTool[]): ToolFailure | undefined {
  const declared = manifest?.validation?.capabilities.declared_tools ?? [];
  const names = listed.map(({ name }) => name);
  if (names.length === 0) return { seen: names, evidence: ["list_tools lists no tools"] };
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) return { seen: names, evidence: [`list_tools lists two tools ${repeated}`] };
  const known = declared.length > 0 ? declared : subject.tools!.map(({ name }) => name);
  const missing = known.find((name) => !names.includes(name));
  const extra = names.find((name) => !known.includes(name));
  if (missing === undefined && extra === undefined) return undefined;
  const evidence = missing === undefined
    ? `list_tools lists the tool ${extra}, which is not declared`
    : `the tool ${missing} is declared, and list_tools does not list it`;
  return { seen: names, evidence: [evidence] };
}

function findInTools(tools: readonly ListedTool[]): ToolFailure | undefined {
  for (const tool of tools) {
    const problem = findInTool(tool);
    if (problem !== undefined) return { seen: tool, evidence: [`the tool ${showJson(tool.name)} ${problem}`] };
  }
}

function findInTool({ name, description, input_schema }: ListedTool): string | undefined {
  if (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name)) return "has a name that many programs refuse";
  if (RESERVED_NAMES.includes(name)) return "has a name that is reserved for environments";
  if (typeof description !== "string" || description.trim() === "") return "has no description";
  if (!isRecord(input_schema)) return `has ${showJson(input_schema ?? null)} as input_schema, expected an object`;
  const fault = findSchemaFault(input_schema);
  if (fault !== undefined) return `has an input_schema that cannot be used: ${fault.message}`;
  if ((input_schema as JsonSchema).type !== "object") return "has an input_schema whose type is not object";
}

function findInRepeat(first: readonly ListedTool[], second: readonly ListedTool[]): ToolFailure | undefined {
  if (isSameJson(first, second)) return undefined;
  return { seen: second, evidence: ["list_tools lists other tools after a reset than before it"] };
}

function beginEpisode(session: SubjectSession, context: SubjectContext): Promise<EpisodeRecord> {
  const plan = { seed: context.play.seed, options: resetOptionsOf(context), maxSteps: 0, policy: [] };
  return playEpisode(session, plan);
}

/** A call that has to be refused. */
interface WrongCall {
  /** The fault of the call, in words. */
  readonly what: string;
  /** The tool. */
  readonly tool_name: string;
  /** The arguments. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The types of error that say so. */
  readonly types: readonly string[];
}

async function checkArguments(context: SubjectContext): Promise<Finding> {
  const tools = context.subject.tools!;
  const calls = [unknownCall(tools), ...(await Promise.all(tools.map(wrongCallsOf))).flat()];
  return await withSession(context.subject, async (session) => {
    let episode = await beginEpisode(session, context);
    for (const call of calls) {
      if (episode.error !== undefined) return attributeError(episode, ARGUMENTS);
      const action = { type: "call_tool", tool_name: call.tool_name, arguments: call.arguments };
      const record = { ...episode, actions: [action] };
      try {
        const { result } = await session.step(action);
        const failure = judgeAnswer(call, result.observation);
        if (failure !== undefined) return fail({ ...ARGUMENTS, ...failure, record });
        if (result.done) episode = await beginEpisode(session, context);
      } catch (thrown) {
        const { code, message } = toEpisodeError(thrown, "step", 1);
        const evidence = [`a call ${call.what} was answered with ${code}: ${message}`];
        return fail({ ...ARGUMENTS, seen: message, record, evidence });
      }
    }
    return pass({ calls: calls.length });
  });
}

function judgeAnswer({ what, types }: WrongCall, { error, result }: Record<string, unknown>): ToolFailure | undefined {
  if (!isRecord(error)) return { seen: error ?? null, evidence: [`a call ${what} was answered without an error`] };
  if (result !== null && result !== undefined) {
    return { seen: result, evidence: [`a call ${what} was answered with an error and with a result`] };
  }
  const { error_type } = error;
  if (types.includes(String(error_type))) return undefined;
  return { seen: error, evidence: [`a call ${what} was answered with ${showJson(error_type)}, expected ${types[0]}`] };
}

function unknownCall(tools: readonly ListedTool[]): WrongCall {
  let tool_name = "no_such_tool";
  while (tools.some(({ name }) => name === tool_name)) tool_name += "_";
  return { what: "of an unknown tool", tool_name, arguments: {}, types: ["tool_not_found"] };
}

/** Makes calls of a tool that its schema refuses; none if there are no arguments that it takes. */
async function wrongCallsOf({ name: tool_name, input_schema }: ListedTool): Promise<WrongCall[]> {
  let valid: Readonly<Record<string, unknown>>;
  try {
    valid = await sampleArguments(input_schema, new Random(0), SMALL_DEPTH);
  } catch (thrown) {
    if (thrown instanceof UndrawableSchemaError) return [];
    throw thrown;
  }
  const { required = [], properties = {} } = input_schema;
  const wrong = (what: string, args: Readonly<Record<string, unknown>>, ...types: readonly string[]): WrongCall[] =>
    findSchemaProblem(args, input_schema) === undefined
      ? []
      : [{ what: `of ${tool_name} ${what}`, tool_name, arguments: args, types: ["invalid_args", ...types] }];
  const { [required[0] ?? ""]: _, ...others } = valid;
  const [typed] = Object.entries(properties).filter(([, part]) => typeof part.type === "string");
  return [
    ...(required.length === 0 ? [] : wrong(`without ${required[0]}`, others)),
    ...wrong("with an argument that it does not have", { ...valid, no_such_argument: 1 }),
    // The Python package calls a wrong type an execution_error.
    ...(typed === undefined
      ? []
      : wrong(`with a wrong ${typed[0]}`, { ...valid, [typed[0]]: wrongFor(typed[1]) }, "execution_error")),
  ];
}

/** Returns a value that nothing converts to the type of a part. */
function wrongFor({ type }: JsonSchema): unknown {
  return type === "object" || type === "array" ? "wrong" : { wrong: [] };
}
