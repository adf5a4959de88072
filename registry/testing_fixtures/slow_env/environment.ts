import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

const slow = defineEnvironment({ name: "slow_env", action: z.object({}), observation: z.object({}) });

/** An environment whose steps never end. */
export default slow.implement(() => ({ reset: () => ({ observation: {} }), step: () => new Promise<never>(() => {}) }));
