/**
 * A program that starts a server and waits; `main` of `signals_test.ts`.
 *
 * @module
 */
import { ProcessProvider } from "../../mod.ts";

const provider = new ProcessProvider({
  entry: "data:text/javascript,console.log(Deno.pid); setInterval(() => {}, 60000)",
  stopTimeoutMs: 5000,
});
const url = await provider.start();
while (!(await provider.logs()).endsWith("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
console.log(await provider.logs());
if (Deno.args[1] === "wait") {
  const slow = "Deno.addSignalListener('SIGTERM', () => setTimeout(Deno.exit, 500)); console.log(1)";
  const other = new ProcessProvider({ entry: `data:text/javascript,${slow}; setInterval(() => {}, 60000)` });
  await other.start();
  while (await other.logs() === "") await new Promise((resolve) => setTimeout(resolve, 20));
  console.log("waits");
  await provider.waitForReady(url);
}
if (Deno.args[0] === "exit") Deno.exit(0);
if (Deno.args[0] === "throw") {
  setTimeout(() => {
    throw new Error("on purpose");
  });
}
setInterval(() => {}, 60_000);
