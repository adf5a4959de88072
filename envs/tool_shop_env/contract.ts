import type { Contract, ToolSchemasOf } from "@openenv/core";
import environment from "./environment.ts";
import type { ShopState, ShopTools } from "./models.ts";

/** The contract of tool_shop: everything that a client needs to know. */
export const toolShop: Contract<ToolSchemasOf<ShopTools, typeof ShopState>> = environment.contract;
