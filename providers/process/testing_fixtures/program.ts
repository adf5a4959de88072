/**
 * A program to start: it serves echo, or it fails in the manner that the variable MODE names.
 *
 * @module
 */
import { serveMain } from "@openenv/server/main";
import app from "../../../envs/echo_env/server.ts";

const mode = Deno.env.get("MODE");
if (mode === "broken") {
  console.error("broken on purpose", Deno.env.get("SECRET"));
  Deno.exit(3);
}
if (mode === "silent") {
  console.log("silent on purpose");
  setInterval(() => {}, 60_000);
} else {
  await serveMain(app);
}
