import { readVariable } from "./browser/read_variable.ts";
import type { Viewport } from "./browser/viewport.ts";

/** The settings that a server's environment variables make. */
export interface Settings {
  /** The task of a reset that names none; `undefined` lets the seed choose. */
  readonly taskName: string | undefined;
  /** `true` shows no window. */
  readonly headless: boolean;
  /** The size of the page. */
  readonly viewport: Viewport;
  /** How long a page may take to load or to answer, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Reads the settings from environment variables, which have the reference's names.
 *
 * @param read Reads one variable.
 * @returns The settings: no window, 1280 by 720 pixels, 10 seconds by default.
 * @throws `RangeError` for a value that cannot be used.
 */
export function readSettings(read: (name: string) => string | undefined = readVariable): Settings {
  const number = (name: string, value: number) => {
    const text = read(name);
    const found = text ? Number(text) : value;
    if (Number.isSafeInteger(found) && found > 0) return found;
    throw new RangeError(`Cannot use ${name} ${JSON.stringify(text)}: it is not a positive integer`);
  };
  const benchmark = read("BROWSERGYM_BENCHMARK") || "miniwob";
  if (benchmark !== "miniwob") {
    throw new RangeError(`Cannot use BROWSERGYM_BENCHMARK ${JSON.stringify(benchmark)}: only miniwob is there`);
  }
  return {
    taskName: read("BROWSERGYM_TASK_NAME") || undefined,
    headless: !/^(false|0|no)$/i.test(read("BROWSERGYM_HEADLESS") ?? ""),
    viewport: {
      width: number("BROWSERGYM_VIEWPORT_WIDTH", 1280),
      height: number("BROWSERGYM_VIEWPORT_HEIGHT", 720),
    },
    timeoutMs: number("BROWSERGYM_TIMEOUT", 10_000),
  };
}
