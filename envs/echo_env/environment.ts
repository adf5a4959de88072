import {
  type Contract,
  defineTool,
  defineToolEnvironment,
  type Implementation,
  type ToolSchemasOf,
} from "@openenv/core";
import { z } from "zod";
import { type EchoTools, EchoWithLength } from "./models.ts";

const input = z.object({ message: z.string() });

const echoMessage = defineTool({
  name: "echo_message",
  description: "Echo back the provided message.",
  input,
  output: z.string(),
  run: ({ message }) => message,
});

const echoWithLength = defineTool({
  name: "echo_with_length",
  description: "Echo back the message with its length.",
  input,
  output: EchoWithLength,
  run: ({ message }) => ({ message, length: [...message].length }),
});

/** The environment, ready to be hosted. */
const environment: Implementation<Contract<ToolSchemasOf<EchoTools>>> = defineToolEnvironment({
  name: "echo_env",
  version: "0.1.0",
  description: "Echoes messages, by tool calls.",
  tools: [echoMessage, echoWithLength],
  welcome: () => ({
    observation: {},
    reward: 0,
    info: { status: "ready", message: "Echo environment ready!" },
  }),
});

export default environment;
