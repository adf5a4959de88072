/** How long the server may take to answer, and to end. */
const LIMIT_MS = 120_000;

/** A server that a command of the README has started. */
export interface ReadmeServer extends AsyncDisposable {
  /** Asks it to end with SIGTERM; throws unless it exits with 0. */
  stop(): Promise<void>;
}

/** Starts the first command of a text in a folder, with a port of ours, and waits until `/health` answers. */
export async function startServer(text: string, folder: string, port: number): Promise<ReadmeServer> {
  const [program, ...args] = parseCommand(text);
  const child = new Deno.Command(program === "deno" ? Deno.execPath() : program!, {
    args: [...args, "--port", String(port)],
    cwd: folder,
    env: readerVariables(),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const server = createHandle(child, output);
  try {
    await waitForHealth(port, child);
  } catch (cause) {
    await server[Symbol.asyncDispose]();
    throw new Error(`Cannot start the README's server: ${messageOf(cause)}\n${(await output).join("")}`, { cause });
  }
  return server;
}

/**
 * The variables of a reader's shell, which has no INIT_CWD; here the task that runs the tests has set it, and inner tasks
 * would keep it.
 */
export function readerVariables(): Record<string, string> {
  const { INIT_CWD: _, ...variables } = Deno.env.toObject();
  return { ...variables, NO_COLOR: "1" };
}

/** Splits the command `deno task …` out of a shell block; comments and other lines are left out. */
export function parseCommand(text: string): string[] {
  const line = text.split("\n").map((line) => line.replace(/(^|\s)#.*$/, "").trim()).find((line) => line !== "");
  if (line === undefined) throw new Error("Cannot run shell block: it has no command");
  if (/["'`$|&;<>\\]/.test(line)) throw new Error(`Cannot run shell block: "${line}" needs a shell`);
  return line.split(/\s+/);
}

/** Finds a port that nobody listens on. */
export function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function createHandle(child: Deno.ChildProcess, output: Promise<string[]>): ReadmeServer {
  let ended = false;
  child.status.then(() => ended = true);
  return {
    async stop() {
      if (ended) throw new Error(`Cannot stop the README's server: it has ended by itself\n${(await output).join("")}`);
      child.kill("SIGTERM");
      const status = await within(child.status, "Cannot stop the README's server: SIGTERM did not end it");
      if (status.code === 0) return;
      const how = status.signal ?? `code ${status.code}`;
      throw new Error(`Cannot stop the README's server: SIGTERM ended it with ${how}\n${(await output).join("")}`);
    },
    async [Symbol.asyncDispose]() {
      if (!ended) child.kill("SIGTERM");
      await within(child.status, "late").catch(() => child.kill("SIGKILL"));
      await child.status;
      await output;
    },
  };
}

async function waitForHealth(port: number, child: Deno.ChildProcess): Promise<void> {
  let ended = false;
  child.status.then(() => ended = true);
  const end = performance.now() + LIMIT_MS;
  let last = "no answer";
  while (!ended && performance.now() < end) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/health`);
      await response.body?.cancel();
      if (response.ok) return;
      last = `status ${response.status}`;
    } catch (error) {
      last = messageOf(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(ended ? "it has ended by itself" : `/health was not ready within ${LIMIT_MS} ms (${last})`);
}

async function within<T>(promise: Promise<T>, message: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${message} within ${LIMIT_MS} ms`)), LIMIT_MS);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
