import type { Contract, ToolSchemasOf } from "@openenv/core";
import environment from "./environment.ts";
import type { tools } from "./tools.ts";

/** The contract of echo: everything that a client needs to know. */
export const echo: Contract<ToolSchemasOf<typeof tools>> = environment.contract;
