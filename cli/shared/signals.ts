/** The signals that end a process, and the exit codes that a shell has for them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Signals closer than this are one: `deno task` sends again the Ctrl-C that the terminal has sent already. */
const ONE_SIGNAL_MS = 200;

/** Calls a function at each SIGINT and SIGTERM, with the shell's exit code for it, until it is disposed. */
export function onSignals(handle: (exitCode: number) => void): Disposable {
  let heardAt = -Infinity;
  const hear = (exitCode: number) => {
    const isSame = performance.now() - heardAt < ONE_SIGNAL_MS;
    heardAt = performance.now();
    if (!isSame) handle(exitCode);
  };
  const handlers = Object.entries(EXIT_CODES).map(([name, code]) => [name as Deno.Signal, () => hear(code)] as const);
  for (const [signal, handler] of handlers) Deno.addSignalListener(signal, handler);
  return {
    [Symbol.dispose]() {
      for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
    },
  };
}
