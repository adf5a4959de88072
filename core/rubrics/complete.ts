/** One message of a conversation with a language model. */
export interface ChatMessage {
  /** Who says it; a judge's rules come from `system`, what it judges from `user`. */
  readonly role: "system" | "user" | "assistant";
  /** What is said. */
  readonly content: string;
}

/** What a {@linkcode Complete} function is told about one call. */
export interface CompleteOptions {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * Asks a language model: the one function that a judge needs. `@openenv/judges` has it for OpenAI-compatible endpoints
 * and for Anthropic's API; in a test it is three lines.
 *
 * @param messages The conversation.
 * @param options The call's signal.
 * @returns The whole text of the answer. A function that can't get one throws; `JudgeError` is made for it.
 */
export type Complete = (messages: readonly ChatMessage[], options: CompleteOptions) => Promise<string>;
