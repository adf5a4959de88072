import type { Contract, ToolSchemasOf } from "@openenv/core";
import environment from "./environment.ts";
import type { EchoTools } from "./models.ts";

/** The contract of echo: everything that a client needs to know. */
export const echo: Contract<ToolSchemasOf<EchoTools>> = environment.contract;
