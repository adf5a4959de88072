import type { Contract, ToolSchemasOf } from "@openenv/core";
import environment from "./environment.ts";
import type { ShopState } from "./models.ts";
import type { tools } from "./tools.ts";

/** The contract of tool_shop: everything that a client needs to know. */
export const toolShop: Contract<ToolSchemasOf<typeof tools, typeof ShopState>> = environment.contract;
