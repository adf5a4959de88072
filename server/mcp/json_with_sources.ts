/** The part of `JSON` that TypeScript does not declare yet (ECMAScript 2026, JSON.parse source text access). */
interface JsonWithSources {
  /** Parses JSON; `revive` is also told how a primitive value was spelled. */
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): Record<string, unknown>;
  /** Makes a value that `JSON.stringify` writes as this text. */
  rawJSON(text: string): unknown;
}

/** `JSON`, with that part. */
export const JSON_WITH_SOURCES = JSON as unknown as JsonWithSources;
