import type { ChatMessage, Complete } from "@openenv/core/rubrics";
import type Anthropic from "@anthropic-ai/sdk";
import { createComplete } from "./create_complete.ts";
import { AttemptError } from "./attempt_error.ts";
import { type JudgeOptions, type ResolvedJudgeOptions, resolveJudgeOptions } from "./judge_options.ts";

export type { JudgeOptions } from "./judge_options.ts";

const DEFAULT_MAX_TOKENS = 1024;
const FINISHED = new Set(["end_turn", "stop_sequence"]);

/**
 * Creates the function that asks a model through Anthropic's messages API.
 *
 * The client library is loaded at the first call. A truncated answer is a failure: one that was cut off by the connection
 * or by `max_tokens`, which is 1,024 unless the parameters say otherwise. Beside the network the client library needs to
 * read one variable, `--allow-env=ANTHROPIC_CUSTOM_HEADERS`.
 *
 * @param options Model and key.
 * @returns The function that an `LLMJudge` calls.
 * @throws `InvalidOptionError` for an option that can't be used; the function itself throws `JudgeError`.
 *
 * @example
 * ```ts
 * import { createAnthropicJudge } from "@openenv/judges/anthropic";
 * import { LLMJudge } from "@openenv/core/rubrics";
 *
 * const complete = createAnthropicJudge({ model: "claude-haiku-4-5", apiKey: "from a secret store", concurrency: 4 });
 * const judge = new LLMJudge("How helpful is this reply, from 0 to 1? {action}", complete);
 * ```
 */
export function createAnthropicJudge(options: JudgeOptions): Complete {
  return createComplete({ createClient, ask }, resolveJudgeOptions(options, "https://api.anthropic.com"));
}

async function createClient({ apiKey, baseUrl }: ResolvedJudgeOptions): Promise<Anthropic> {
  const { Anthropic } = await import("@anthropic-ai/sdk");
  // The library reads options that are absent from environment variables; null and false prevent that.
  const noVariables = { authToken: null, webhookKey: null, openTelemetry: false } as const;
  return new Anthropic({ ...noVariables, apiKey, baseURL: baseUrl, maxRetries: 0, logLevel: "off" });
}

async function ask(
  client: Anthropic,
  messages: readonly ChatMessage[],
  { parameters, model, stream }: ResolvedJudgeOptions,
  signal: AbortSignal,
): Promise<string> {
  const body = { max_tokens: DEFAULT_MAX_TOKENS, ...parameters, model, ...split(messages) };
  if (stream) return readStream(await client.messages.create({ ...body, stream: true }, { signal }));
  return readAnswer(await client.messages.create({ ...body, stream: false }, { signal }));
}

/** Separates the system message, which the API takes as a parameter of its own. */
function split(messages: readonly ChatMessage[]): { system: string; messages: Anthropic.MessageParam[] } {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content).join("\n\n");
  const rest = messages.flatMap(({ role, content }) => role === "system" ? [] : [{ role, content }]);
  return { system, messages: rest };
}

function readAnswer(answer: Anthropic.Message): string {
  const { content, stop_reason } = (answer ?? {}) as Partial<Anthropic.Message>;
  if (!Array.isArray(content)) {
    throw new AttemptError("the answer is not that of the messages API", { isRetriable: true });
  }
  assertFinished(stop_reason ?? "nothing");
  return content.map((block) => block.type === "text" ? block.text : "").join("");
}

async function readStream(stream: AsyncIterable<Anthropic.RawMessageStreamEvent>): Promise<string> {
  let text = "";
  let stop: string | null = null;
  let ended = false;
  for await (const event of stream) {
    if (event.type === "content_block_delta" && event.delta.type === "text_delta") text += event.delta.text;
    else if (event.type === "message_delta") stop = event.delta.stop_reason ?? stop;
    else if (event.type === "message_stop") ended = true;
  }
  if (!ended || stop === null) throw new AttemptError("the stream was cut short", { isRetriable: true });
  assertFinished(stop);
  return text;
}

function assertFinished(stop: string): void {
  if (!FINISHED.has(stop)) throw new AttemptError(`the answer was ended by ${stop}`, { isRetriable: false });
}
