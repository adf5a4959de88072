import type { LoadSession, Slice } from "./slice.ts";

const HEADERS = { "content-type": "application/json" };
const STEP = JSON.stringify({ action: { message: "hi" } });

/**
 * Steps of the Note environment over plain HTTP. Our server keeps an episode, by the session id of its reset; the
 * reference builds an environment for each request.
 */
export class HttpSession implements LoadSession {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** Takes over a session; `id` is `null` on a server that keeps none. */
  constructor(url: string, id: string | null) {
    this.#url = url;
    this.#headers = id === null ? HEADERS : { ...HEADERS, "OpenEnv-Session": id };
  }

  /** Begins an episode. */
  static async open(url: string): Promise<HttpSession> {
    const response = await fetch(`${url}/reset`, { method: "POST", headers: HEADERS, body: "{}" });
    await response.text();
    return new HttpSession(url, response.headers.get("OpenEnv-Session"));
  }

  async run(slice: Slice): Promise<number> {
    let steps = 0;
    do {
      const response = await fetch(`${this.#url}/step`, { method: "POST", headers: this.#headers, body: STEP });
      const { observation } = await response.json();
      if (observation?.echoed !== "hi") throw new Error(`Cannot go on: /step answered ${response.status}`);
      steps++;
    } while (slice.running);
    return steps;
  }

  async close(): Promise<void> {
    const response = await fetch(`${this.#url}/session`, { method: "DELETE", headers: this.#headers });
    await response.text();
  }
}
