/** The signals that end a process, and the exit codes that a shell has for them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Calls a function at each SIGINT and SIGTERM, with the shell's exit code for it, until it is disposed. */
export function onSignals(handle: (exitCode: number) => void): Disposable {
  const handlers = Object.entries(EXIT_CODES).map(([name, code]) => [name as Deno.Signal, () => handle(code)] as const);
  for (const [signal, handler] of handlers) Deno.addSignalListener(signal, handler);
  return {
    [Symbol.dispose]() {
      for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
    },
  };
}
