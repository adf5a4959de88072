/**
 * A program that uses a synchronous client and does not close it.
 *
 * @module
 */
import { EnvClient } from "../mod.ts";

const env = new EnvClient(Deno.args[0]!).sync();
env.reset();
console.log(env.state().step_count);
