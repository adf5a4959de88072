/** A server in a thread of its own, so that a test may block its own thread. Dispose it. */
export interface Elsewhere extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  /** Counts its sessions. */
  sessionCount(): Promise<number>;
}

/** What the thread of a server is told. */
export type ElsewhereQuestion =
  | { readonly ask: "serve"; readonly module: string; readonly options: object }
  | { readonly ask: "count" }
  | { readonly ask: "stop" };

/**
 * Serves the default export of a module of this folder in a worker: an environment, or a handler of requests.
 *
 * @param module The file, such as `everything_environment.ts`.
 * @param options Options of the app.
 */
export async function serveElsewhere(module: string, options: object = {}): Promise<Elsewhere> {
  const worker = new Worker(new URL("./server_worker.ts", import.meta.url), { type: "module" });
  const ask = (question: ElsewhereQuestion) =>
    new Promise<unknown>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage(question);
    });
  const url = await ask({ ask: "serve", module: new URL(module, import.meta.url).href, options });
  return {
    url: url as string,
    sessionCount: async () => await ask({ ask: "count" }) as number,
    async [Symbol.asyncDispose]() {
      await ask({ ask: "stop" });
      worker.terminate();
    },
  };
}
