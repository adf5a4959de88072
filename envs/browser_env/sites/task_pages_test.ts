import { Random } from "@openenv/core";
import { PAGE_TASKS, pageTasks } from "../tasks/page_tasks.ts";
import { taskPages } from "./task_pages.ts";
import assert from "node:assert/strict";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

function submit(expected: Readonly<Record<string, string | readonly string[]>>): Request {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(expected)) {
    for (const value of [values].flat()) body.append(name, value);
  }
  return new Request("http://task.test/submit", { method: "POST", body });
}

for (const [name, draw] of Object.entries(PAGE_TASKS)) {
  Deno.test(`${name}: the right answer earns 1, all others 0, and either ends it`, async () => {
    for (const seed of SEEDS) {
      const { expected, goal, body } = draw(new Random(seed));
      assert.ok(goal.length > 10);
      const visit = await taskPages.begin(name, new Random(seed));
      assert.equal(visit.goal, goal);
      assert.deepEqual(await visit.measure(), { progress: 0, isOver: false });
      await visit.handle(submit(expected));
      assert.deepEqual(await visit.measure(), { progress: 1, isOver: true });
      await visit.handle(submit({}));
      assert.deepEqual(await visit.measure(), { progress: 1, isOver: true }, "it is over");
      const [field] = Object.keys(expected);
      for (const wrong of [{}, { ...expected, [field!]: "wrong" }, { ...expected, more: "x" }]) {
        const other = await taskPages.begin(name, new Random(seed));
        await other.handle(submit(wrong));
        assert.deepEqual(await other.measure(), { progress: 0, isOver: true });
      }
      const shown = typeof body === "string" ? body : body(new URLSearchParams());
      const page = await visit.handle(new Request(visit.url));
      assert.ok((await page!.text()).includes(shown));
    }
  });

  Deno.test(`${name}: a seed decides everything, and seeds differ`, () => {
    const pages = SEEDS.map((seed) => {
      const { goal, body, expected } = draw(new Random(seed));
      const again = draw(new Random(seed));
      assert.deepEqual([again.goal, again.expected, String(again.body)], [goal, expected, String(body)]);
      return JSON.stringify([goal, expected, body]);
    });
    assert.ok(new Set(pages).size > SEEDS.length / 2);
  });
}

Deno.test("nothing but a form that is sent ends a task", async () => {
  const { expected } = PAGE_TASKS["click-button"]!(new Random(1));
  const visit = await taskPages.begin("click-button", new Random(1));
  const query = new URLSearchParams(expected as Record<string, string>);
  for (const path of ["/submit", `/submit?${query}`, "/other"]) {
    assert.equal((await visit.handle(new Request(`http://task.test${path}`)))!.status, 404);
  }
  assert.deepEqual(await visit.measure(), { progress: 0, isOver: false });
});

Deno.test("search results depend on the query, which is written as text", async () => {
  const visit = await taskPages.begin("search-engine", new Random(1));
  const find = async (query: string) => {
    const url = `http://task.test/?query=${encodeURIComponent(query)}`;
    return await (await visit.handle(new Request(url)))!.text();
  };
  assert.match(await find("Ada"), /data-choice="Ada\/0"/);
  assert.notEqual(await find("Ada"), await find("Bruno"));
  assert.ok(!(await find("<script>x</script>")).includes("<script>x"));
});

Deno.test("every page is a task of both splits", async () => {
  for (const split of ["train", "test"]) {
    const count = await pageTasks.numTasks!(split);
    const names = await Promise.all(Array.from({ length: count }, (_, index) => pageTasks.getTask(split, index)));
    assert.deepEqual(new Set(names.map((task) => task.public.task_name)), new Set(taskPages.taskNames));
  }
});
