/** The answers of a daemon that does not exist, by method and path. */
export type Answers = Readonly<Record<string, (request: Request) => Response | Promise<Response>>>;

/** An answer of a daemon. */
export const json = (status: number, body: unknown): Response => Response.json(body, { status });

/** Runs a function with the address of a daemon that gives these answers; returns the requests that it got. */
export async function withDaemon(answers: Answers, run: (host: string) => Promise<void>): Promise<string[]> {
  const requests: string[] = [];
  const answer = (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const path = pathname.replace(/openenv-echo-[0-9a-f]{8}/, "NAME");
    requests.push(`${request.method} ${path}${search}`);
    const found = answers[`${request.method} ${path}`] ?? answers[request.method];
    return found?.(request) ?? json(404, { message: `no ${path}` });
  };
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  await run(`tcp://127.0.0.1:${server.addr.port}`);
  return requests;
}
