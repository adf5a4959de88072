/** One message of a conversation with a language model. */
export interface ChatMessage {
  /** The author; a judge's rules come from `system`, the text to judge from `user`. */
  readonly role: "system" | "user" | "assistant";
  /** The text. */
  readonly content: string;
}

/** Options for one call of a {@linkcode Complete} function. */
export interface CompleteOptions {
  /** Aborted when the answer is no longer needed. */
  readonly signal: AbortSignal;
}

/**
 * Asks a language model: the one function that a judge needs. `@openenv/judges` has implementations for
 * OpenAI-compatible endpoints and for Anthropic's API; in a test it takes three lines.
 *
 * @param messages The conversation.
 * @param options Carries the call's signal.
 * @returns The complete text of the answer. A function that can't get one throws, preferably `JudgeError`.
 */
export type Complete = (messages: readonly ChatMessage[], options: CompleteOptions) => Promise<string>;
