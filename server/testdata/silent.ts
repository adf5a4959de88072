import { createLogger, type Logger } from "../mod.ts";

/** Drops every entry. */
export const silent: Logger = createLogger({ write: () => {} });
