/**
 * The environment browser, in the real Chromium that it needs. `deno task check:envs` checks the promises of its manifest.
 *
 * @module
 */
import environment, { createBrowser } from "@openenv/browser-env/environment";
import oracle from "@openenv/browser-env/oracle";
import type { ChromiumError } from "@openenv/browser-env/environment";
import { createTodoApp } from "@openenv/browser-env/todo-app";
import type { WebApp } from "@openenv/browser-env/web-app";
import { connect } from "@openenv/client";
import type { AnyImplementation } from "@openenv/core";
import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import { installChromium } from "../portable/install.ts";
import { createActionApp } from "./action_app.ts";

const TASKS = [
  ...["click-button", "click-link", "click-tab", "click-dialog", "click-collapsible", "search-engine", "email-inbox"],
  ...["enter-text", "enter-date", "choose-list", "click-checkboxes", "click-option", "login-user", "read-table"],
  ...["copy-text", "find-word", "simple-arithmetic", "drag-item"],
];

await installChromium();

/** Lists the browsers that this process has started, without those that have ended. */
async function listBrowsers(): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid=,ppid=,stat=,args="] }).output();
  const rows = new TextDecoder().decode(stdout).split("\n").map((line) => line.trim().split(/\s+/));
  const mine = rows.filter(([, parent, state]) => Number(parent) === Deno.pid && !state!.startsWith("Z"));
  return mine.filter((row) => row.some((word) => word.includes("--remote-debugging-pipe"))).map(([pid]) => Number(pid));
}

/** An app of one page, whose state is the texts that the page has sent. */
function createPageApp(html: string, reached: string[] = []): WebApp<{ sent: string[] }> {
  let sent: string[] = [];
  return {
    name: "page",
    baseUrl: "http://page.test",
    reset: () => void (sent = []),
    state: "/state",
    tasks: { page: () => ({ goal: "Send done", change: (state) => void state.sent.push("done") }) },
    async fetch(request) {
      const { pathname } = new URL(request.url);
      reached.push(pathname);
      if (pathname === "/state") return Response.json({ sent });
      if (request.method === "POST") sent.push(await request.text());
      if (pathname === "/away") {
        return new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } });
      }
      if (pathname === "/to-state") return new Response(null, { status: 302, headers: { location: "/state" } });
      return new Response(`<!DOCTYPE html><title>Page</title>${html}`, { headers: { "content-type": "text/html" } });
    },
  };
}

Deno.test("the oracle solves every page by the ids in its tree, and doing nothing earns 0", async () => {
  await using keeper = await connect(environment);
  await keeper.reset();
  for (const [index, task_name] of TASKS.entries()) {
    const subject = createLocalSubject(environment);
    const record = await playInNewSession(subject, {
      seed: index,
      options: { task_name },
      maxSteps: 8,
      policy: oracle,
    });
    assert.equal(record.error, undefined, task_name);
    assert.equal(scoreOf(record, "return"), 1, task_name);
    const { observation, reward, done } = await keeper.reset({ task_name, seed: index }).then(() =>
      keeper.step({ action_str: "noop()" })
    );
    assert.deepEqual([observation.error, reward, done], ["", 0, false], task_name);
  }
});

Deno.test("what goes wrong in the browser is in the observation, and costs nothing", async () => {
  await using env = await connect(environment);
  await env.reset({ task_name: "click-button", seed: 1 });
  for (
    const [action_str, error] of [
      ["click('999')", /^Cannot do click: there is no element \[999\]$/],
      ["click('0')\nclick('1')", /^Cannot read the action: expected nothing more/],
      ["fill('0', 'x')", /^Cannot do fill: /],
      [
        "goto('http://example.com/')",
        /^Cannot do goto: http:\/\/example.com\/ can't be reached, only http:\/\/task.test$/,
      ],
      ["goto('file:///etc/passwd')", /can't be reached/],
      ["goto('javascript:alert(1)')", /can't be reached/],
      ["goto('view-source:http://task.test/')", /can't be reached/],
      ["select_option('0', 'x')", /^Cannot do select_option: /],
      ["keyboard_press('Nonsense')", /^Cannot do keyboard_press: /],
      ["mouse_click(1, 1, 'x')", /the button is "x", not left, middle or right/],
    ] as const
  ) {
    const { observation, reward, done } = await env.step({ action_str });
    assert.match(observation.error, error);
    assert.deepEqual([observation.last_action_error, reward, done], [true, 0, false]);
  }
  const { observation } = await env.step({ action_str: "noop()" });
  assert.deepEqual([observation.error, observation.last_action_error], ["", false]);
  await assert.rejects(async () => await env.reset({ task_name: "click-buton" }), {
    code: "OPTION_REFUSED",
    message: /^Cannot use task_name "click-buton": the tasks are click-button, click-link/,
  });
});

Deno.test("a task of a split is the same every time, whatever the seed; a wrong answer ends it with 0", async () => {
  await using env = await connect(environment);
  const first = await env.reset({ split: "test", index: 0, seed: 1 });
  const second = await env.reset({ split: "test", index: 0, seed: 2 });
  assert.equal(first.observation.text, second.observation.text);
  const wrong = /\[(\d+)\] button '(?!X)([^']+)'/g;
  const [, bid] = [...second.observation.text.matchAll(wrong)].find(([, , name]) =>
    !second.observation.goal.includes(name!)
  )!;
  const { reward, terminated, observation } = await env.step({ action_str: `click('${bid}')` });
  assert.deepEqual([reward, terminated], [0, true]);
  assert.match(observation.text, /Submitted\./);
  const { task_name, benchmark, max_steps, cum_reward, current_url } = await env.state();
  assert.deepEqual(
    [task_name, benchmark, max_steps, cum_reward, current_url],
    ["click-button", "miniwob", 50, 0, "http://task.test/submit"],
  );
});

Deno.test("every action does what it says", async () => {
  const app = createActionApp();
  await using env = await connect(createBrowser({ app }));
  let { observation } = await env.reset();
  const idOf = (role: string, name: string) => new RegExp(`\\[(\\d+)\\] ${role} '${name}'`).exec(observation.text)![1]!;
  const [field, button, list, box] = [
    idOf("textbox", "Field"),
    idOf("button", "Button"),
    idOf("combobox", "List"),
    idOf("checkbox", "Box"),
  ];
  const act = async (action_str: string) => {
    ({ observation } = await env.step({ action_str }));
    assert.equal(observation.error, "", action_str);
    return app.takeEvents();
  };
  assert.deepEqual(await act(`click('${button}')`), ["click button 0"]);
  assert.deepEqual(await act(`click('${button}', 'right')`), ["contextmenu button"]);
  assert.deepEqual(await act(`click(${button}, modifiers=['Shift'])`), ["click button 0 shift"]);
  assert.deepEqual(await act(`dblclick('${button}')`), ["click button 0", "click button 0", "dblclick button"]);
  assert.deepEqual(await act(`hover('${box}')`), ["hover box"]);
  assert.deepEqual(await act(`fill('${field}', 'abc')`), ["input field abc"]);
  assert.match(observation.text, new RegExp(`\\[${field}\\] textbox 'Field', value='abc', focused`));
  assert.deepEqual(await act(`press('${field}', 'Backspace')`), ["input field ab"]);
  assert.deepEqual(await act("send_keys('c')"), ["input field abc"]);
  assert.deepEqual(await act("send_keys('Enter')"), ["key Enter"]);
  assert.deepEqual(await act("keyboard_press('Control+a')"), []);
  assert.deepEqual(await act("keyboard_type('x')"), ["input field x"]);
  assert.deepEqual(await act(`clear('${field}')`), ["input field "]);
  assert.deepEqual(await act(`select_option('${list}', 'two')`), ["input list 2"]);
  assert.match(observation.text, /combobox 'List', value='two'/);
  assert.deepEqual(await act(`click('${box}')`), ["click box 0", "input box on"]);
  assert.match(observation.text, /checkbox 'Box', checked='true'|checkbox 'Box', focused, checked='true'/);
  assert.deepEqual(await act("mouse_move(5, 5)"), ["hover corner"]);
  assert.deepEqual(await act("scroll('down')"), ["scroll 576"]);
  assert.deepEqual(await act("scroll(0, -76)"), ["scroll 500"]);
  assert.deepEqual(await act("scroll('up')"), ["scroll 0"]);
  assert.deepEqual(await act("mouse_click(5, 5)"), ["click corner 0"]);
  assert.deepEqual(await act("mouse_dblclick(5, 5)"), ["click corner 0", "click corner 0", "dblclick corner"]);
  await act(`focus('${field}')`);
  assert.match(observation.text, /textbox 'Field', focused/);
  await act("goto('/other')");
  assert.equal(observation.url, "http://actions.test/other");
  await act("go_back()");
  assert.equal(observation.url, "http://actions.test/");
  await act("go_forward()");
  assert.equal(observation.url, "http://actions.test/other");
});

Deno.test("a picture comes on request, and is what render() draws", async () => {
  await using env = await connect(environment);
  const without = await env.reset({ task_name: "click-button", seed: 1 });
  assert.equal(without.observation.screenshot, null);
  const { observation } = await env.reset({ task_name: "click-button", seed: 1, screenshot: true });
  const rows = observation.screenshot!;
  assert.deepEqual([rows.length, rows[0]!.length, [...rows[0]![0]!]], [720, 1280, [255, 255, 255]]);
  const dark = Array.from(rows).flatMap((row) => Array.from(row)).filter(([red]) => red! < 100).length;
  assert.ok(dark > 100, "the words on the buttons");
  const { rendering, actions } = await env.render();
  assert.deepEqual([...rendering!.png!.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.deepEqual(rendering!.table!.rows, [["Goal", observation.goal]]);
  const [, name] = /"(.*)"/.exec(observation.goal)!;
  const click = actions!.find(({ label }) => label.endsWith(` button ${name}`))!.action as { action_str: string };
  assert.match(click.action_str, /^click\('\w+'\)$/);
  assert.equal((await env.step(click)).reward, 1);
});

Deno.test("an app on a port is an environment: redirects, cookies, and a goal that is reached in two steps", async () => {
  const todo = createTodoApp();
  const cookies: (string | null)[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    cookies.push(request.headers.get("cookie"));
    const response = await todo.fetch!(request);
    response.headers.append("set-cookie", "seen=yes");
    response.headers.append("set-cookie", "other=1");
    return response;
  });
  const { fetch: _, ...app } = todo;
  {
    await using env = await connect(
      createBrowser({ app: { ...app, baseUrl: `http://127.0.0.1:${server.addr.port}` } }),
    );
    let { observation } = await env.reset({ task_name: "tick-off", seed: 1 });
    const rewards: unknown[] = [];
    for (const [, title] of observation.goal.matchAll(/"([^"]+)"/g)) {
      const [, bid] = new RegExp(`\\[(\\d+)\\] button 'Tick off ${title}'`).exec(observation.text)!;
      const result = await env.step({ action_str: `click('${bid}')` });
      observation = result.observation;
      rewards.push([result.reward, result.terminated]);
    }
    assert.deepEqual(rewards, [[0.5, false], [0.5, true]]);
    assert.match(cookies.filter((cookie) => cookie !== null).at(-1)!, /seen=yes; other=1/);
    assert.equal((await env.state()).cum_reward, 1);
  }
  await server.shutdown();
});

Deno.test("a page reaches nothing but its own app, and no hook", async () => {
  let hits = 0;
  const outside = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    hits++;
    return new Response("outside", { headers: { "access-control-allow-origin": "*" } });
  });
  const there = `http://127.0.0.1:${outside.addr.port}`;
  const page = `<link rel="preconnect" href="${there}"><link rel="stylesheet" href="${there}/a.css">
    <img src="${there}/a.png"><iframe src="${there}/frame"></iframe><iframe src="/away"></iframe>
    <a href="${there}/link">leave</a><a href="/away">redirect</a><a href="/to-state">peek</a>
    <button onclick="attempt()">Try</button><output></output><script>
    async function attempt() {
      const ways = {
        fetch: () => fetch("${there}/fetch"),
        blind: () => fetch("${there}/blind", { mode: "no-cors" }),
        redirect: () => fetch("/away", { mode: "no-cors" }),
        state: () => fetch("/state"),
        escaped: () => fetch("/st%61te"),
        viaRedirect: () => fetch("/to-state"),
        beacon: () => navigator.sendBeacon("${there}/beacon", "x") && Promise.reject(),
        socket: () => new Promise((resolve, reject) => {
          const socket = new WebSocket("${there.replace("http", "ws")}/socket");
          socket.onmessage = resolve;
          socket.onclose = socket.onerror = reject;
        }),
        worker: () => navigator.serviceWorker === undefined ? Promise.reject() : Promise.race([
          navigator.serviceWorker.register("/worker.js").then((found) => found || Promise.reject()),
          new Promise((_, reject) => setTimeout(reject, 300)),
        ]),
        rtc: async () => {
          const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:${outside.addr.port}" }] });
          peer.createDataChannel("x");
          await peer.setLocalDescription(await peer.createOffer());
          throw new Error("nothing to see");
        },
      };
      const worked = [];
      for (const [name, way] of Object.entries(ways)) await way().then(() => worked.push(name), () => {});
      document.querySelector("output").textContent = "worked: " + worked.join();
    }</script>`;
  const reached: string[] = [];
  {
    await using env = await connect(createBrowser({ app: createPageApp(page, reached) }));
    let { observation } = await env.reset();
    const click = async (name: string) => {
      const [, bid] = new RegExp(`\\[(\\d+)\\] \\w+ '${name}'`).exec(observation.text)!;
      return { observation } = await env.step({ action_str: `click('${bid}')` });
    };
    await click("Try");
    for (let tries = 0; !observation.text.includes("worked:") && tries < 50; tries++) {
      ({ observation } = await env.step({ action_str: "noop(200)" }));
    }
    assert.match(observation.text, /StaticText 'worked:'/);
    for (const name of ["leave", "redirect", "peek"]) {
      await click(name);
      assert.match(observation.text, /'Refused'/, name);
      await env.step({ action_str: "goto('/')" }).then((result) => observation = result.observation);
    }
    await env.step({ action_str: "goto('/state')" }).then((result) => observation = result.observation);
    assert.ok(!observation.text.includes("sent"), observation.text);
    assert.equal((await env.state()).cum_reward, 0);
  }
  assert.equal(hits, 0);
  await outside.shutdown();
});

Deno.test("sessions share one Chromium, know nothing of each other, and leave nothing behind", async () => {
  const visits = () =>
    createPageApp(
      "<output></output><script>" +
        'document.querySelector("output").textContent = "cookies: " + document.cookie + localStorage.length;' +
        'document.cookie = "mine=1"; localStorage.setItem("mine", 1)</script>',
    );
  const shared = createBrowser({ app: visits });
  assert.deepEqual(await listBrowsers(), []);
  {
    await using one = await connect(shared);
    await using other = await connect(shared);
    const [first] = await Promise.all([one.reset(), other.reset()]);
    assert.equal((await listBrowsers()).length, 1);
    assert.match(first.observation.text, /cookies: 0/);
    assert.match((await other.reset()).observation.text, /cookies: 0/, "a profile of its own in each episode");
    assert.match((await one.step({ action_str: "goto('/')" })).observation.text, /cookies: mine=11/);
    await one.close();
    assert.equal((await other.step({ action_str: "noop()" })).observation.error, "");
  }
  assert.deepEqual(await listBrowsers(), []);
});

async function assertFails(
  env: { step(action: { action_str: string }): Promise<unknown> },
  action: string,
  reason: string,
  message: RegExp,
): Promise<void> {
  await assert.rejects(env.step({ action_str: action }), (error: Error) => {
    assert.match(error.message, message);
    const { code, data } = error.cause as ChromiumError;
    assert.deepEqual([code, data.reason], ["CHROMIUM_FAILED", reason]);
    return true;
  });
}

Deno.test("a Chromium that has ended is an error, and the next reset starts another one", async () => {
  await using env = await connect(environment);
  await env.reset({ task_name: "click-button" });
  const [pid] = await listBrowsers();
  Deno.kill(pid!, "SIGKILL");
  await assertFails(env, "noop(2000)", "ended", /^Cannot use the browser: Chromium has ended; reset starts anew$/);
  await assertFails(env, "noop()", "ended", /Chromium has ended/);
  const { observation } = await env.reset({ task_name: "click-button" });
  assert.match(observation.text, /button/);
  assert.notDeepEqual(await listBrowsers(), [pid]);
});

Deno.test("a page that never answers costs its episode, and nothing else", async () => {
  const app: WebApp = createPageApp('<button onclick="for (;;);">Hang</button>');
  const hanging = createBrowser({ app: () => app, timeoutMs: 500 });
  await using env = await connect(hanging);
  await using neighbour = await connect(environment);
  await neighbour.reset();
  const { observation } = await env.reset();
  const [, bid] = /\[(\d+)\] button 'Hang'/.exec(observation.text)!;
  await assertFails(
    env,
    `click('${bid}')`,
    "stuck",
    /^Cannot use the browser: it did not do click \(.+\); reset starts anew$/,
  );
  assert.equal((await neighbour.step({ action_str: "noop()" })).observation.error, "");
  assert.match((await env.reset()).observation.text, /Hang/);
});

Deno.test("a page that goes on while it is read is read again", async () => {
  const page = `<script>
    const count = sessionStorage.count = Number(sessionStorage.count ?? 0) + 1;
    if (count < 60) setTimeout(() => location.reload(), 20 * (count % 10));
  </script><p>restless</p>`;
  await using env = await connect(createBrowser({ app: createPageApp(page) }));
  await env.reset();
  for (let step = 0; step < 15; step++) {
    const { observation } = await env.step({ action_str: "noop()" });
    assert.deepEqual([observation.error, observation.url], ["", "http://page.test/"]);
  }
});

Deno.test("without Chromium a reset says what to install", async () => {
  Deno.env.set("OPENENV_CHROMIUM", "/nowhere/chromium");
  try {
    await using env = await connect(environment);
    await assert.rejects(async () => await env.reset(), {
      code: "EXECUTION_ERROR",
      message:
        /^Cannot start Chromium: OPENENV_CHROMIUM names \/nowhere\/chromium, which is not there\. Install the package chromium/,
    });
  } finally {
    Deno.env.delete("OPENENV_CHROMIUM");
  }
});

Deno.test("an app that is shared has one session, one with an app of its own has many", () => {
  const count = ({ contract }: AnyImplementation) => contract.maxSessions;
  assert.equal(count(createBrowser({ app: createTodoApp() })), 1);
  assert.equal(count(createBrowser({ app: createTodoApp })), undefined);
});
