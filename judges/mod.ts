/**
 * Language models for the judges of `@openenv/core/rubrics`: OpenAI-compatible endpoints and Anthropic's API.
 *
 * ```ts
 * import { createOpenAIJudge } from "@openenv/judges";
 * import { LLMJudge } from "@openenv/core/rubrics";
 *
 * const complete = createOpenAIJudge({ model: "gpt-5-mini", apiKey: "from a secret store" });
 * const judge = new LLMJudge("How helpful is this reply, from 0 to 1? {action}", complete);
 * ```
 *
 * @module
 */
export { createAnthropicJudge } from "./anthropic_judge.ts";
export type { JudgeOptions } from "./judge_options.ts";
export { createOpenAIJudge } from "./openai_judge.ts";
