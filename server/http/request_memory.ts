import { ReplyNotKeptError } from "@openenv/core";
import { SESSION_HEADER } from "@openenv/core/protocol";
import { respondWithError } from "./respond.ts";

/** The limits of a {@linkcode RequestMemory}. */
export interface RequestMemoryLimits {
  /** How many answered requests it remembers. */
  readonly maxRequests: number;
  /** The total length of the answers that it keeps, in UTF-16 units. */
  readonly maxLength: number;
}

/** The longest answer that is kept, in UTF-16 units. */
const MAX_ANSWER_LENGTH = 64 * 1024;
/** How long a request is remembered after its answer, in milliseconds. */
const KEEP_MS = 600_000;

/** The answer to a request; without `text` if that is not kept. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly finishedAt: number;
  text: string | undefined;
}

/** One request; `answer` is absent while it runs. */
interface Call {
  readonly running: Promise<Answer>;
  answer?: Answer;
}

/**
 * Remembers requests by their ids, so that each is carried out once: runtimes and proxies send a request again when the
 * connection ends before the first byte of the answer, and nothing else tells the second one from a new request.
 */
export class RequestMemory {
  readonly #limits: RequestMemoryLimits;
  readonly #now: () => number;
  readonly #calls: Map<string, Call> = new Map();
  /** The answers whose text is kept, the oldest first. */
  readonly #kept: Set<Answer> = new Set();
  #length = 0;

  /** Creates an empty memory. */
  constructor(limits: RequestMemoryLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Answers a request with `run` if its id is new, and otherwise with the answer to the earlier request, once that has
   * one. If the text of that answer is not kept, the answer is `REPLY_NOT_KEPT`.
   *
   * If `run` rejects, the request is forgotten; it must do so only if nothing was executed.
   */
  async answer(id: string, run: () => Promise<Response>): Promise<Response> {
    const known = this.#calls.get(id);
    if (known !== undefined) {
      const answer = await known.running.catch(() => undefined);
      return answer === undefined ? this.answer(id, run) : respond(answer);
    }
    this.#forgetOld();
    const call: Call = { running: run().then((response) => this.#read(response)) };
    this.#calls.set(id, call);
    try {
      const answer = call.answer = await call.running;
      const response = respond(answer);
      this.#keep(answer);
      return response;
    } catch (thrown) {
      this.#calls.delete(id);
      throw thrown;
    }
  }

  async #read(response: Response): Promise<Answer> {
    const { status, headers } = response;
    const text = await response.text();
    return { status, headers, text, finishedAt: this.#now() };
  }

  #keep(answer: Answer): void {
    const { length } = answer.text!;
    this.#kept.add(answer);
    this.#length += length;
    if (length > MAX_ANSWER_LENGTH) this.#drop(answer);
    for (const oldest of this.#kept) {
      if (this.#length <= this.#limits.maxLength) return;
      this.#drop(oldest);
    }
  }

  #drop(answer: Answer): void {
    if (!this.#kept.delete(answer)) return;
    this.#length -= answer.text!.length;
    answer.text = undefined;
  }

  /** Forgets requests that were answered long ago, and the oldest if there are too many; never one that is running. */
  #forgetOld(): void {
    const limit = this.#now() - KEEP_MS;
    for (const [id, { answer }] of this.#calls) {
      if (answer === undefined) continue;
      if (answer.finishedAt > limit && this.#calls.size < this.#limits.maxRequests) return;
      this.#calls.delete(id);
      this.#drop(answer);
    }
  }
}

function respond({ status, headers, text }: Answer): Response {
  if (text !== undefined) return new Response(text, { status, headers });
  const refusal = respondWithError(
    new ReplyNotKeptError("Cannot answer request again: it was carried out, but its answer was too large to keep", {}),
  );
  const session = headers.get(SESSION_HEADER);
  if (session !== null) refusal.headers.set(SESSION_HEADER, session);
  return refusal;
}
