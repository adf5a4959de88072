import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import { z } from "zod";

/** An environment that only a module URL leads to. */
const environment: AnyImplementation = defineEnvironment({
  name: "from_module",
  maxSessions: 3,
  action: z.object({}),
  observation: z.object({}),
}).implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));

export default environment;
