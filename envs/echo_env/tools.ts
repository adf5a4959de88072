import { defineTool, type Tool } from "@openenv/core";
import { z } from "zod";
import { EchoWithLength } from "./models.ts";

const input = z.object({ message: z.string() });

/** Returns the message. */
export const echoMessage: Tool<undefined, "echo_message", { message: string }, string> = defineTool({
  name: "echo_message",
  description: "Echo back the provided message.",
  input,
  output: z.string(),
  run: ({ message }) => message,
});

/** Returns the message with its length. */
export const echoWithLength: Tool<undefined, "echo_with_length", { message: string }, EchoWithLength> = defineTool({
  name: "echo_with_length",
  description: "Echo back the message with its length.",
  input,
  output: EchoWithLength,
  run: ({ message }) => ({ message, length: [...message].length }),
});

/** The tools of echo. */
export const tools: readonly [typeof echoMessage, typeof echoWithLength] = [echoMessage, echoWithLength];
