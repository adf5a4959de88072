import { EnvClient } from "@openenv/client";
import { OpenEnvError } from "@openenv/core";
import { account, type Caller, drawAction, judge, patienceOf } from "./caller.ts";
import { Ledger } from "./ledger.ts";
import { soakContract } from "./world.ts";

/** Plays an episode with a client of ours; some are left in the middle of a call. */
export async function playClientEpisode(caller: Caller, transport: "websocket" | "http"): Promise<void> {
  const { url, random, tally } = caller;
  const options = { transport, connectTimeoutMs: 5_000, replyTimeoutMs: patienceOf(caller), closeTimeoutMs: 2_000 };
  const env = new EnvClient(url, soakContract, options);
  try {
    await playSteps(caller, env);
    if (random.bool(0.1)) void env.state().catch(() => tally.add("call left in flight"));
  } catch (thrown) {
    if (!(thrown instanceof OpenEnvError)) throw thrown;
    judge(caller, `a call over ${transport}`, thrown);
  }
  await env.close();
}

async function playSteps(caller: Caller, env: EnvClient<typeof soakContract>): Promise<void> {
  const { name, random, tally } = caller;
  let ledger = await begin(caller, env, 0);
  for (let number = 1, steps = random.int(1, 60); number <= steps; number++) {
    const action = drawAction(random, `${name}#${number}`);
    ledger.send(action.token);
    try {
      account(caller, ledger, action, await env.step(action));
    } catch (thrown) {
      if (!account(caller, ledger, action, thrown as OpenEnvError)) throw thrown;
    }
    if (action.fault !== "hang") continue;
    const broken = await env.state().then(() => undefined, (thrown) => thrown);
    // Behind a proxy that stalls it may have been the client's own deadline, which ends the connection.
    if (broken?.code !== "SESSION_BROKEN") throw broken ?? new Error("Cannot go on: a step that hung broke nothing");
    ledger = await begin(caller, env, number);
  }
  ledger.audit((await env.state()).count);
  tally.add("episodes");
}

async function begin({ name, random, tally }: Caller, env: EnvClient<typeof soakContract>, number: number) {
  await env.reset({ token: `${name}#${number}`, waits: random.bool() });
  return new Ledger(tally.violations);
}
