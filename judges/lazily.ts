import { messageOf } from "@openenv/core";
import { Fault } from "./fault.ts";

/** Makes something when it is first needed. What can't be made is not tried again in the same call, but in the next. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    made ??= make().catch((thrown) => {
      made = undefined;
      throw new Fault(messageOf(thrown), { isRetriable: false, cause: thrown });
    });
}
