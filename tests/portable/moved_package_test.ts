/**
 * Packages that `openenv init` writes, given away: the checkout that they come from is gone.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { TEMPLATES } from "../../cli/init/templates.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { connect } from "@openenv/client";
import { startServerChild } from "../interop/child.ts";
import { copyCheckout, shellOf } from "./checkout.ts";
import { assertStandsAlone, deno } from "./moved_package.ts";

const LIMIT_MS = 60_000;

/** The starting points that newcomer_test.ts does not move. */
const MOVED = Object.keys(TEMPLATES).filter((name) => name !== "game");

Deno.test("packages of openenv init, moved away from a checkout that is gone, pass their tests and checks", async (t) => {
  await using folder = await makeTempFolder();
  const checkout = join(folder.path, "checkout");
  await copyCheckout(checkout);
  const [before, after] = [join(folder.path, "before"), join(folder.path, "after")];
  for (const template of MOVED) {
    const args = ["init", join(before, `${template}_package`), "--template", template];
    await deno(
      folder.path,
      "run",
      "--allow-all",
      "--config",
      join(checkout, "deno.json"),
      join(checkout, "cli", "main.ts"),
      ...args,
    );
  }
  await Deno.remove(checkout, { recursive: true });
  await Deno.rename(before, after);

  for (const template of MOVED) {
    await t.step(template, () => assertStandsAlone(join(after, `${template}_package`), folder.path));
  }

  await t.step("a server in a process of its own, and a package that one of them creates", async () => {
    const path = join(after, "tools_package");
    const next = join(after, "next_package");
    await deno(path, "run", "--allow-all", "@openenv/cli", "init", next, "--template", "tasks");
    assert.match(await deno(next, "task", "test"), /4 passed \| 0 failed/);
    const args = ["run", "--allow-all", "@openenv/cli", "serve", ".", "--host-kind", "process", "--port", "0"];
    await using server = await startServerChild(
      { command: Deno.execPath(), args, cwd: next, env: shellOf(next) },
      LIMIT_MS,
    );
    await using env = await connect(server.url);
    await env.reset({ split: "test", index: 0 });
    assert.equal((await env.step({ answer: 63 })).reward, 1);
  });
});
