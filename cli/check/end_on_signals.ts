/** The signals that end the command, and the exit codes that a shell has for them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Has SIGINT and SIGTERM end this process at once, until it is disposed.
 *
 * They would by themselves, unless somebody in the process listens to them; an environment may.
 */
export function endOnSignals(): Disposable {
  const handlers = Object.entries(EXIT_CODES).map(([name, code]) => {
    const signal = name as keyof typeof EXIT_CODES;
    const handler = () => Deno.exit(code);
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  return { [Symbol.dispose]: () => handlers.forEach((remove) => remove()) };
}
