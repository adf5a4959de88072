import { defineTool, defineToolEnvironment } from "@openenv/core";
import { z } from "zod";

const MEBIBYTE = 1024 * 1024;

/** Sends a message back, and does two things that end a container. */
export default defineToolEnvironment({
  name: "docker_test",
  version: "0.1.0",
  tools: [
    defineTool({
      name: "echo_message",
      description: "Echo back the provided message.",
      input: z.object({ message: z.string() }),
      output: z.string(),
      run: ({ message }) => message,
    }),
    defineTool({
      name: "use_memory",
      description: "Fill memory.",
      input: z.object({ mebibytes: z.int() }),
      output: z.int(),
      run: ({ mebibytes }) => {
        const blocks = Array.from({ length: mebibytes }, () => new Uint8Array(MEBIBYTE).fill(1));
        return blocks.length;
      },
    }),
    defineTool({
      name: "exit",
      description: "End the process.",
      input: z.object({ code: z.int() }),
      output: z.string(),
      run: ({ code }) => {
        console.log(`exiting with ${code}`);
        Deno.exit(code);
      },
    }),
  ],
});
