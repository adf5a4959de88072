import assert from "node:assert/strict";

/** The resources that a test of hosts must leave as they were: the process's children, and its open descriptors. */
export interface Belongings {
  readonly children: readonly number[];
  readonly descriptors: number;
}

/** Looks at this process; it takes `/proc`. */
export async function lookAround(): Promise<Belongings> {
  const children: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    const stat = /^\d+$/.test(name) ? await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "") : "";
    if (Number(stat.replace(/^.*\) . /, "").split(" ")[0]) === Deno.pid) children.push(Number(name));
  }
  const descriptors = (await Array.fromAsync(Deno.readDir("/proc/self/fd"))).length;
  return { children, descriptors };
}

/** Waits until nothing is left of what came after `before`; throws if something stays. */
export async function assertNothingLeft(before: Belongings): Promise<void> {
  let after = await lookAround();
  for (let tries = 0; tries < 50 && !isSame(before, after); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    after = await lookAround();
  }
  assert.deepEqual(after.children, before.children);
  assert.ok(after.descriptors <= before.descriptors, `${after.descriptors} descriptors, ${before.descriptors} before`);
}

function isSame(before: Belongings, after: Belongings): boolean {
  return after.children.length === before.children.length && after.descriptors <= before.descriptors;
}
