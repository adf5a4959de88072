import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { HOSTILE_ERRORS } from "../../core/testing_fixtures/hostile_errors.ts";
import { createApp } from "../app.ts";
import { silent } from "../testdata/silent.ts";

Deno.test("HTTP answers JSON with a code whatever is thrown, also when tasks are asked for", async () => {
  for (const [name, make] of Object.entries(HOSTILE_ERRORS)) {
    const fail = () => {
      throw make();
    };
    const environment = defineEnvironment({
      name: "hostile",
      action: z.object({}),
      observation: z.object({}),
      tasks: { splits: fail, getTask: fail },
    }).implement(() => ({ reset: fail, step: fail }));
    const app = createApp(environment, { log: silent });
    for (const line of ["POST /reset", "GET /hostile/splits", "POST /hostile/task"]) {
      const [method, path] = line.split(" ");
      const body = path === "/hostile/task" ? '{"split":"train","index":0}' : undefined;
      const response = await app.fetch(new Request(`http://localhost${path}`, { method, body }));
      const text = await response.text();
      assert.match(text, /^\{"detail":/, `${name}, ${line}: ${response.status} ${text}`);
      const { detail, code } = JSON.parse(text);
      assert.deepEqual([typeof detail, typeof code], ["string", "string"], `${name}, ${line}`);
    }
    await app.close();
  }
});
