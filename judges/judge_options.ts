import { InvalidOptionError } from "@openenv/core";

/** Options for a judge, the same for every provider. */
export interface JudgeOptions {
  /** The model's name, as the endpoint knows it. */
  readonly model: string;
  /** The API key; never shown in an error. Give any short word to an endpoint that asks for none. */
  readonly apiKey: string;
  /** The URL of the API. Default: the provider's own. */
  readonly baseUrl?: string;
  /** How long one attempt may take, from the request to the end of the answer, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
  /** The most retries after no connection, 408, 409, 429, 5xx or a truncated answer. Default: 2. */
  readonly maxRetries?: number;
  /**
   * The pause before the first retry, in milliseconds; each later one is twice as long, at most 8 s. Every pause is
   * shortened at random by up to a half. `Retry-After` from the endpoint takes precedence, up to 60 s. Default: 500.
   */
  readonly backoffMs?: number;
  /** The most attempts in flight at once; others wait. Default: 8. */
  readonly concurrency?: number;
  /** `true` streams the answer, for endpoints behind a proxy that closes silent connections. Default: `false`. */
  readonly stream?: boolean;
  /** Other parameters of a request, as the endpoint names them: `{ temperature: 0 }`. Default: none. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** {@linkcode JudgeOptions} with every default filled in. */
export type ResolvedJudgeOptions = Required<JudgeOptions>;

/** Fills in the defaults; throws `InvalidOptionError` for a value that can't be used. */
export function resolveJudgeOptions(options: JudgeOptions, baseUrl: string): ResolvedJudgeOptions {
  const resolved: ResolvedJudgeOptions = {
    model: options.model,
    apiKey: options.apiKey,
    baseUrl: options.baseUrl ?? baseUrl,
    timeoutMs: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 2,
    backoffMs: options.backoffMs ?? 500,
    concurrency: options.concurrency ?? 8,
    stream: options.stream ?? false,
    parameters: options.parameters ?? {},
  };
  for (const option of ["model", "apiKey"] as const) {
    assertOption(option, typeof resolved[option] === "string" && resolved[option] !== "", "a text that is not empty");
  }
  assertOption("baseUrl", /^https?:$/.test(URL.parse(resolved.baseUrl)?.protocol ?? ""), "an HTTP URL");
  const { timeoutMs, backoffMs, maxRetries, concurrency } = resolved;
  assertOption("timeoutMs", timeoutMs > 0 && Number.isFinite(timeoutMs), "a positive number of milliseconds");
  assertOption("backoffMs", backoffMs >= 0 && Number.isFinite(backoffMs), "a number of milliseconds");
  assertOption("maxRetries", Number.isSafeInteger(maxRetries) && maxRetries >= 0, "an integer that is not negative");
  assertOption("concurrency", Number.isSafeInteger(concurrency) && concurrency > 0, "a positive integer");
  return resolved;
}

function assertOption(option: string, isFitting: boolean, expected: string): void {
  if (isFitting) return;
  throw new InvalidOptionError(`Cannot use option ${option}: it is not ${expected}`, { option });
}
