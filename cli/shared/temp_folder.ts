import { onSignals } from "./signals.ts";

/** Calls a function with an empty folder, and removes the folder when it is done, and when a signal ends the process. */
export async function withTempFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "openenv-" });
  const remove = () => Deno.removeSync(folder, { recursive: true });
  using _ = cleanUpOnExit(remove);
  try {
    return await use(folder);
  } finally {
    remove();
  }
}

/** Runs a function if the process ends by a signal, or exits, before this is disposed. */
export function cleanUpOnExit(cleanUp: () => void): Disposable {
  globalThis.addEventListener("unload", cleanUp);
  const signals = onSignals((exitCode) => Deno.exit(exitCode));
  return {
    [Symbol.dispose]() {
      globalThis.removeEventListener("unload", cleanUp);
      signals[Symbol.dispose]();
    },
  };
}
