/**
 * The echo environment of `tests/interop/echo_server.py`, from which the vectors of tools were recorded.
 *
 * @module
 */

import { type AnyImplementation, defineTool, defineToolEnvironment } from "@openenv/core";
import { z } from "zod";

const echoMessage = defineTool({
  name: "echo_message",
  description: "Echo back the provided message.",
  input: z.object({ message: z.string() }),
  output: z.string(),
  run: ({ message }) => message,
});

const echoWithLength = defineTool({
  name: "echo_with_length",
  description: "Echo back the message with its length.",
  input: z.object({ message: z.string() }),
  output: z.record(z.string(), z.unknown()),
  run: ({ message }) => ({ message, length: [...message].length }),
});

/** The environment. */
export const echoEnvironment: AnyImplementation = defineToolEnvironment({
  name: "echo_env",
  tools: [echoMessage, echoWithLength],
  welcome: () => ({ observation: {}, reward: 0, info: { status: "ready" } }),
});
