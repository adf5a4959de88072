import type { ChatMessage, Complete } from "@openenv/core/rubrics";
import type OpenAI from "openai";
import { createComplete } from "./create_complete.ts";
import { AttemptError } from "./attempt_error.ts";
import { type JudgeOptions, type ResolvedJudgeOptions, resolveJudgeOptions } from "./judge_options.ts";

export type { JudgeOptions } from "./judge_options.ts";

type Answer = OpenAI.ChatCompletion;
type Chunk = OpenAI.ChatCompletionChunk;

/**
 * Creates the function that asks a model through OpenAI's chat completions API, which most servers of open models speak.
 *
 * The client library is loaded at the first call. A truncated answer is a failure: one that was cut off by the
 * connection, by the endpoint's limit of tokens or by its filter.
 *
 * @param options Model and key; for another endpoint the base URL, with its version: `http://127.0.0.1:8000/v1`.
 * @returns The function that an `LLMJudge` calls.
 * @throws `InvalidOptionError` for an option that can't be used; the function itself throws `JudgeError`.
 *
 * @example
 * ```ts
 * import { createOpenAIJudge } from "@openenv/judges/openai";
 * import { LLMJudge } from "@openenv/core/rubrics";
 *
 * const complete = createOpenAIJudge({ model: "qwen3", apiKey: "none", baseUrl: "http://127.0.0.1:8000/v1" });
 * const judge = new LLMJudge("How helpful is this reply, from 0 to 1? {action}", complete);
 * ```
 */
export function createOpenAIJudge(options: JudgeOptions): Complete {
  return createComplete({ createClient, ask }, resolveJudgeOptions(options, "https://api.openai.com/v1"));
}

async function createClient({ apiKey, baseUrl }: ResolvedJudgeOptions): Promise<OpenAI> {
  const { OpenAI } = await import("openai");
  // The library reads options that are absent from environment variables; null prevents that.
  const noVariables = { organization: null, project: null, webhookSecret: null, adminAPIKey: null };
  return new OpenAI({ ...noVariables, apiKey, baseURL: baseUrl, maxRetries: 0, logLevel: "off" });
}

async function ask(
  { chat }: OpenAI,
  messages: readonly ChatMessage[],
  { parameters, model, stream }: ResolvedJudgeOptions,
  signal: AbortSignal,
): Promise<string> {
  const body = { ...parameters, model, messages: [...messages] as ChatMessage[] };
  if (stream) return readStream(await chat.completions.create({ ...body, stream: true }, { signal }));
  return readAnswer(await chat.completions.create({ ...body, stream: false }, { signal }));
}

function readAnswer(answer: Answer): string {
  const choice = (answer as Partial<Answer> | null)?.choices?.[0];
  assertFinished(choice?.finish_reason ?? "stop");
  if (typeof choice?.message?.refusal === "string") throw refusal();
  const content = choice?.message?.content;
  if (typeof content === "string") return content;
  throw new AttemptError("the answer is not that of a chat completion", { isRetriable: true });
}

async function readStream(stream: AsyncIterable<Chunk>): Promise<string> {
  let text = "";
  let finish: string | null = null;
  for await (const chunk of stream) {
    const choice = (chunk as Partial<Chunk> | null)?.choices?.[0];
    if (typeof choice?.delta?.refusal === "string") throw refusal();
    text += choice?.delta?.content ?? "";
    finish = choice?.finish_reason ?? finish;
  }
  if (finish === null) throw new AttemptError("the stream was cut short", { isRetriable: true });
  assertFinished(finish);
  return text;
}

function assertFinished(finish: string): void {
  if (finish !== "stop") throw new AttemptError(`the answer was ended by ${finish}`, { isRetriable: false });
}

function refusal(): AttemptError {
  return new AttemptError("the model refused to answer", { isRetriable: false });
}
