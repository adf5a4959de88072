import { join } from "node:path";

/** An answer of the stub: a status, and what the body or the message says. */
export interface StubAnswer {
  readonly status: number;
  readonly message?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** A server in the place of a cluster's. */
export interface StubApiServer extends AsyncDisposable {
  /** The path of a kubeconfig that leads to it. */
  readonly kubeconfig: string;
  readonly url: string;
  /** The requests: `POST deployments`. */
  readonly requests: string[];
}

/** Serves what a function answers to a request, such as `POST deployments`; everything else gets a 404. */
export async function stubApiServer(answer: (request: string) => StubAnswer | undefined): Promise<StubApiServer> {
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await request.body?.cancel();
    const call = `${request.method} ${
      new URL(request.url).pathname.replace(/^.*\/namespaces\/[^/]+\/([^/]+).*$/, "$1")
    }`;
    requests.push(call);
    const { status, message, body, headers } = answer(call) ?? { status: 404, message: "not found" };
    const text = JSON.stringify({ kind: "Status", apiVersion: "v1", message, code: status });
    return new Response(body ?? text, { status, headers: { "content-type": "application/json", ...headers } });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const folder = await Deno.makeTempDir({ prefix: "openenv_kubeconfig_" });
  const kubeconfig = await writeKubeconfig(folder, url);
  return {
    kubeconfig,
    url,
    requests,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Writes a kubeconfig with one context, `stub`, and the token `kubeconfig-token`; returns its path. */
export async function writeKubeconfig(folder: string, server: string): Promise<string> {
  const path = join(folder, "config");
  const config = {
    clusters: [{ name: "stub", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "user", user: { token: "kubeconfig-token" } }],
    contexts: [{ name: "stub", context: { cluster: "stub", user: "user", namespace: "games" } }],
    "current-context": "stub",
  };
  await Deno.writeTextFile(path, JSON.stringify(config));
  return path;
}
