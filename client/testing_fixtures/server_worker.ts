import { isImplementation } from "@openenv/core";
import { serveForTest } from "../../server/serve_for_test.ts";
import type { ElsewhereQuestion } from "./elsewhere.ts";
import { standIn } from "./servers.ts";

/** The worker of `serveElsewhere`. */
interface Scope {
  onmessage: ((event: MessageEvent<ElsewhereQuestion>) => void) | null;
  postMessage(answer: unknown): void;
}

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly app?: { readonly sessionCount: number };
}

const scope = self as unknown as Scope;
let server: Server | undefined;

scope.onmessage = async ({ data }) => {
  if (data.ask === "count") return scope.postMessage(server?.app?.sessionCount ?? 0);
  if (data.ask === "stop") {
    await server?.[Symbol.asyncDispose]();
    return scope.postMessage("stopped");
  }
  const { default: served } = await import(data.module);
  server = isImplementation(served) ? await serveForTest(served, data.options) : standIn(served);
  scope.postMessage(server.url);
};
