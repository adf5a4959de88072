/**
 * The contract of echo: tools that send messages back.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { echo } from "@openenv/echo-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", echo);
 * console.log(await env.callTool("echo_message", { message: "hello" }));
 * ```
 *
 * @module
 */
export { echo } from "./contract.ts";
export { type EchoTools, EchoWithLength } from "./models.ts";
