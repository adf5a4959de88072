import { NotRenderableError } from "@openenv/core/errors";

/** Creates the error for a server that can't be asked for drawings. */
export function serverWithoutDrawings(cause?: unknown): NotRenderableError {
  const text = "Cannot render session: the server has no drawings, as those of Python and those without the page";
  return new NotRenderableError(text, {}, { cause });
}
