import assert from "node:assert/strict";
import { fixture, runInProcess } from "./testdata/run_in_process.ts";
import { makeTempFolder } from "./testdata/temp_folder.ts";

async function assertError(args: readonly string[], expected: string | RegExp): Promise<void> {
  const { code, printed, warned } = await runInProcess(...args);
  assert.equal(warned.length, 1, warned.join("\n"));
  if (typeof expected === "string") assert.equal(warned[0], `error: ${expected}`);
  else assert.match(warned[0]!, expected);
  assert.doesNotMatch(warned[0]!, /\n/, "one line");
  assert.deepEqual([code, printed], [1, []]);
}

const LIMITED = fixture("limited.ts");
const MISUSES: readonly [args: readonly string[], error: string][] = [
  [["serv"], "unknown command 'serv' (Did you mean serve?)"],
  [["serve"], "missing required argument 'target'"],
  [["serve", LIMITED, "--prot", "1"], "unknown option '--prot' (Did you mean --port?)"],
  [
    ["serve", LIMITED, "--port", "http"],
    "option '--port <number>' argument 'http' is invalid. expected a number from 0 to 65535",
  ],
  [
    ["serve", LIMITED, "--port", "65536"],
    "option '--port <number>' argument '65536' is invalid. expected a number from 0 to 65535",
  ],
  [
    ["serve", LIMITED, "--drain", "1m"],
    "option '--drain <seconds>' argument '1m' is invalid. expected a number of seconds from 0 to 1000000",
  ],
  [["serve", LIMITED, "--drain", "1", "--watch"], "option '--drain <seconds>' cannot be used with option '--watch'"],
  [
    ["serve", LIMITED, "--max-sessions", "0"],
    "option '--max-sessions <number>' argument '0' is invalid. expected a positive number",
  ],
  [
    ["serve", LIMITED, "--max-sessions", "1.5"],
    "option '--max-sessions <number>' argument '1.5' is invalid. expected a positive number",
  ],
  [
    ["serve", LIMITED, "--max-sessions", "4"],
    "Cannot use option maxSessions: 4 is more than the 3 that limited allows",
  ],
  [
    ["serve", fixture("app.ts"), "--max-sessions", "1"],
    `Cannot use --max-sessions: ${fixture("app.ts")} exports an app, which has options of its own`,
  ],
  [
    ["serve", LIMITED, "--allowed-hosts", "env.example:80"],
    "option '--allowed-hosts <names>' argument 'env.example:80' is invalid. expected host names without ports, with " +
    "commas between them",
  ],
  [
    ["serve", fixture("app.ts"), "--allowed-hosts", "env.example"],
    `Cannot use --allowed-hosts: ${fixture("app.ts")} exports an app, which has options of its own`,
  ],
  [
    ["serve", LIMITED, "--check-observations", "never"],
    "option '--check-observations <mode>' argument 'never' is invalid. Allowed choices are always, sampled.",
  ],
  [
    ["serve", fixture("app.ts"), "--check-observations", "sampled"],
    `Cannot use --check-observations: ${fixture("app.ts")} exports an app, which has options of its own`,
  ],
  [
    ["serve", LIMITED, "--http-session", "common"],
    "option '--http-session <mode>' argument 'common' is invalid. Allowed choices are per-client, shared.",
  ],
  [
    ["serve", fixture("app.ts"), "--http-session", "shared"],
    `Cannot use --http-session: ${fixture("app.ts")} exports an app, which has options of its own`,
  ],
  [
    ["serve", fixture("app.ts"), "--log", "info"],
    `Cannot use --log: ${fixture("app.ts")} exports an app, which has options of its own`,
  ],
  [
    ["serve", LIMITED, "--log", "loud"],
    "option '--log <level>' argument 'loud' is invalid. Allowed choices are error, warn, info, debug.",
  ],
  [
    ["serve", "http://127.0.0.1:8000"],
    "Cannot load http://127.0.0.1:8000: it is the address of a server; only openenv info and openenv check take one",
  ],
  [
    ["serve", "grid_wrld"],
    'Cannot find environment "grid_wrld": no bundled environment has that name; did you mean grid_world?',
  ],
  [
    ["serve", "./no_such.ts"],
    "Cannot load ./no_such.ts: there is no such file",
  ],
  [
    ["serve", fixture(".")],
    `Cannot load ${fixture(".")}: it is a folder; name the module in it that exports an environment`,
  ],
  [
    ["serve", fixture("run_in_process.ts")],
    `Cannot use ${fixture("run_in_process.ts")}: its default export is neither an environment nor an app with fetch`,
  ],
  [
    ["info", fixture("app.ts")],
    `Cannot describe ${fixture("app.ts")}: it exports an app; name the module that exports the environment`,
  ],
];

for (const [args, error] of MISUSES) {
  const name = args.map((arg) => arg.split("/").at(-1) || "folder").join(" ");
  Deno.test(`run() refuses openenv ${name} in one line, with exit code 1`, () => assertError(args, error));
}

Deno.test("run() lists the known names when none is near", async () => {
  await assertError(["info", "zzyzx"], /no bundled environment has that name; known names: .*grid_world_env/);
});

Deno.test("run() names the port that is taken, with and without --watch", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const error = `Cannot listen on 127.0.0.1:${port}: the port is taken`;
  await assertError(["serve", LIMITED, "--port", String(port)], error);
  await assertError(["serve", LIMITED, "--port", String(port), "--watch"], error);
});

Deno.test("run() says where a module that cannot be loaded is wrong", async () => {
  await using folder = await makeTempFolder();
  const files: readonly [name: string, text: string, why: string][] = [
    ["syntax.ts", "export const a = 1;\nexport default ;\n", "SyntaxError: Expression expected (line 2, column 16)"],
    ["throws.ts", 'throw new Error("no key.\\nsecond line");\n', "no key (line 1, column 7)"],
    ["throws_text.ts", 'throw "no key";\n', "no key"],
    ["imports_syntax.ts", 'import "./syntax.ts";\n', "SyntaxError: Expression expected (syntax.ts, line 2, column 16)"],
    [
      "imports_nothing.ts",
      'import "./nothing.ts";\n',
      `Module not found "file://${folder.path}/nothing.ts" (line 1, column 8)`,
    ],
  ];
  for (const [name, text] of files) await folder.write(name, text);
  for (const [name, , why] of files) {
    const path = `${folder.path}/${name}`;
    await assertError(["serve", path, "--port", "0"], `Cannot load ${path}: ${why}`);
  }
});

Deno.test("run() says where a definition that is refused stands", async () => {
  await using folder = await makeTempFolder();
  const core = new URL("../core/mod.ts", import.meta.url).href;
  const path = await folder.write(
    "bad.ts",
    `import { defineEnvironment } from "${core}";\n\ndefineEnvironment({ name: "two words" } as never);\n`,
  );
  const why = 'Cannot define environment: name "two words" is not a name (line 3, column 1)';
  await assertError(["serve", path], `Cannot load ${path}: ${why}`);
});

Deno.test("run() prints help with the commands and the exit codes", async () => {
  const { code, printed, warned } = await runInProcess("--help");
  assert.deepEqual([code, warned], [0, []]);
  for (const word of ["serve", "list", "info", "Exit codes:", "130"]) assert.match(printed.join("\n"), RegExp(word));
});

Deno.test("run() prints the version", async () => {
  const { default: { version } } = await import("./deno.json", { with: { type: "json" } });
  assert.deepEqual(await runInProcess("--version"), { code: 0, printed: [version], warned: [] });
});
