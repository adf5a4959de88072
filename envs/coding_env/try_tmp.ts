import { connect } from "@openenv/client";
import environment from "@openenv/coding-env/environment";
const env = await connect(environment);
await env.reset({ language: (Deno.args[0] ?? "python") as never });
for (const code of Deno.args.slice(1)) {
  const r = await env.step({ code });
  console.log(JSON.stringify(r.observation).slice(0, 1500));
}
await env.close();
