import { defineEnvironment } from "@openenv/core";
import { contract } from "./everything_contract.ts";

/** An environment that does as little as it can, for measurements. */
export default defineEnvironment({ ...contract, maxSteps: undefined }).implement(() => ({
  reset: () => ({ observation: { drawn: 1, items: [] } }),
  step: ({ note }) => ({ observation: { drawn: 1, items: [], ...(note === undefined ? {} : { note }) } }),
  state: () => ({ items: 0 }),
}));
