import type { Complete } from "@openenv/core/rubrics";
import { createAnthropicJudge } from "../anthropic_judge.ts";
import type { JudgeOptions } from "../judge_options.ts";
import { createOpenAIJudge } from "../openai_judge.ts";
import { type Reply, stream } from "./model_server.ts";

/** One provider's API, as far as the tests of all providers need it. */
export interface Protocol {
  readonly name: string;
  /** Makes the provider's judge, pointed at a server of the test's own. */
  create(serverUrl: string, options?: Partial<JudgeOptions>): Complete;
  /** Where its requests go. */
  readonly path: string;
  /** A whole answer, streamed if the request asks for it. */
  answer(text: string): Reply;
  /** An answer that ended for a reason other than its own end. */
  ended(reason: string): Reply;
  /** A stream that stops in the middle. */
  cut(end: "close" | "break" | "hang"): Reply;
  /** Why its answers end when they are too long. */
  readonly tooLong: string;
}

const COMMON = { model: "m1", apiKey: "sk-0123456789", backoffMs: 1, timeoutMs: 60_000 };

/** Chat completions, as OpenAI and most servers of open models have them. */
export const OPENAI: Protocol = {
  name: "createOpenAIJudge()",
  create: (url, options) => createOpenAIJudge({ ...COMMON, baseUrl: `${url}/v1`, ...options }),
  path: "/v1/chat/completions",
  tooLong: "length",
  answer: (text) => (body) => body.stream === true ? stream(openAIEvents(text, "stop"), "close") : openAIAnswer(text),
  ended: (reason) => (body) =>
    body.stream === true ? stream(openAIEvents("Score: 0.1", reason), "close") : openAIAnswer("Score: 0.1", reason),
  cut: (end) => () => stream(openAIEvents("Score: 0.1", "stop").slice(0, 2), end),
};

function openAIAnswer(text: string, finish_reason = "stop"): Response {
  const choices = [{
    index: 0,
    message: { role: "assistant", content: text, refusal: null },
    logprobs: null,
    finish_reason,
  }];
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  return Response.json({ id: "c1", object: "chat.completion", created: 1, model: "m1", choices, usage });
}

function openAIEvents(text: string, finish: string): string[] {
  const chunk = (delta: object, finish_reason: string | null) => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
    return `data: ${
      JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m1", choices })
    }\n\n`;
  };
  const half = Math.floor(text.length / 2);
  return [
    chunk({ role: "assistant", content: "", refusal: null }, null),
    chunk({ content: text.slice(0, half) }, null),
    chunk({ content: text.slice(half) }, null),
    chunk({}, finish),
    "data: [DONE]\n\n",
  ];
}

/** Anthropic's messages. */
export const ANTHROPIC: Protocol = {
  name: "createAnthropicJudge()",
  create: (url, options) => createAnthropicJudge({ ...COMMON, baseUrl: url, ...options }),
  path: "/v1/messages",
  tooLong: "max_tokens",
  answer: (text) => (body) =>
    body.stream === true ? stream(anthropicEvents(text, "end_turn"), "close") : anthropicAnswer(text),
  ended: (reason) => (body) =>
    body.stream === true
      ? stream(anthropicEvents("Score: 0.1", reason), "close")
      : anthropicAnswer("Score: 0.1", reason),
  cut: (end) => () => stream(anthropicEvents("Score: 0.1", "end_turn").slice(0, 3), end),
};

const USAGE = { input_tokens: 1, output_tokens: 1 };

function anthropicAnswer(text: string, stop_reason = "end_turn"): Response {
  const content = [{ type: "text", text, citations: null }];
  const message = { id: "m1", type: "message", role: "assistant", model: "m1", content, stop_reason, usage: USAGE };
  return Response.json({ ...message, stop_sequence: null });
}

function anthropicEvents(text: string, stop_reason: string): string[] {
  const event = (data: { type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
  const message = { id: "m1", type: "message", role: "assistant", model: "m1", content: [], stop_reason: null };
  const half = Math.floor(text.length / 2);
  const delta = (part: string) => ({
    type: "content_block_delta",
    index: 0,
    delta: { type: "text_delta", text: part },
  });
  return [
    { type: "message_start", message: { ...message, stop_sequence: null, usage: USAGE } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    delta(text.slice(0, half)),
    delta(text.slice(half)),
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: USAGE },
    { type: "message_stop" },
  ].map(event);
}
