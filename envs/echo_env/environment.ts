import { type Contract, defineToolEnvironment, type Implementation, type ToolSchemasOf } from "@openenv/core";
import { tools } from "./tools.ts";

/** The environment, ready to be hosted. */
const environment: Implementation<Contract<ToolSchemasOf<typeof tools>>> = defineToolEnvironment({
  name: "echo_env",
  version: "1.0.0",
  description: "Echoes messages, by tool calls.",
  tools,
  welcome: () => ({
    observation: {},
    reward: 0,
    info: { status: "ready", message: "Echo environment ready!" },
  }),
});

export default environment;
