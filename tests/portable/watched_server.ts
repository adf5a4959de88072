import environment from "@openenv/grid-world-env/environment";
import { createApp, type RunningServer, serve } from "@openenv/server";

/** A server of grid_world on a free port that remembers who came. Dispose it. */
export interface WatchedServer extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  /** The `Authorization` header of every WebSocket handshake, in order; `null` for those without one. */
  readonly handshakes: readonly (string | null)[];
}

/** Serves grid_world, and in front of it the given files, by their path; a path that ends in `/` is that of a folder. */
export async function serveGridWorld(
  files: Readonly<Record<string, (path: string) => Response | Promise<Response>>> = {},
): Promise<WatchedServer> {
  const folders = Object.keys(files).filter((path) => path.endsWith("/") && path !== "/");
  const handshakes: (string | null)[] = [];
  const app = createApp(environment);
  const answer = (request: Request) => {
    const path = new URL(request.url).pathname;
    const file = files[path] ?? files[folders.find((folder) => path.startsWith(folder)) ?? ""];
    if (file !== undefined) return file(path);
    if (request.headers.has("upgrade")) handshakes.push(request.headers.get("authorization"));
    return app.fetch(request);
  };
  const quiet = { port: 0, handleSignals: false, crashGuard: false, onListen: () => {} };
  const running: RunningServer = await serve({ ...app, fetch: answer }, quiet);
  return { url: running.url, handshakes, [Symbol.asyncDispose]: () => running.shutdown() };
}
