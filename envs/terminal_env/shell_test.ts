import assert from "node:assert/strict";
import { HOME, Shell, shorten } from "./shell.ts";

const FILES = { [`${HOME}/a.txt`]: "hello\nworld\n" };

Deno.test("Shell keeps folder, variables and files from one command to the next", async () => {
  const shell = new Shell(FILES);
  await shell.run("mkdir -p x/y; cd x; NAME='two words'; export OTHER=1; echo one > y/new");
  assert.equal(shell.cwd, "/app/x");
  const { stdout, exitCode } = await shell.run('pwd; echo "$NAME $OTHER"; cat y/new ../a.txt');
  assert.deepEqual([stdout, exitCode], ["/app/x\ntwo words 1\none\nhello\nworld\n", 0]);
  await shell.run("rm -r /app/x");
  assert.equal((await shell.run("exit 3")).exitCode, 3);
});

Deno.test("Shell knows no file, variable, process or address of this machine", async () => {
  const shell = new Shell(FILES);
  const { pathname } = new URL(import.meta.url);
  for (
    const command of [
      "cat /etc/passwd",
      `cat ${pathname}`,
      "cat /proc/self/environ",
      "curl http://127.0.0.1",
      "node -e 1",
    ]
  ) {
    const { exitCode, stdout } = await shell.run(command);
    assert.notEqual(exitCode, 0, command);
    assert.equal(stdout, "", command);
  }
  for (const command of ["ln -s /etc/passwd p && cat p", "cat /app/../../../etc/hostname", "ls /etc /root /home"]) {
    assert.equal((await shell.run(command)).stdout, "", command);
  }
  assert.deepEqual((await shell.run("env | cut -d= -f1 | sort")).stdout.includes("DENO"), false);
  assert.match((await shell.run("echo $HOME $USER")).stdout, /^\/app agent$/m);
});

const ENDLESS = [
  "while true; do :; done",
  ":() { : | : & }; :",
  "f() { f; }; f",
  "awk 'BEGIN { while (1) {} }'",
  "sed ':a;ba' a.txt",
  "x=a; while true; do x=$x$x; done",
  "seq 1 100000000",
  "cat a.txt > b; while true; do cat b b > c; cat c > b; done",
  "printf '%0100000000d' 1",
];

for (const command of ENDLESS) {
  Deno.test(`Shell bounds ${command}`, async () => {
    const shell = new Shell(FILES);
    const { stderr } = await shell.run(command);
    assert.notEqual(stderr, "");
    assert.equal((await shell.run("cat a.txt")).stdout, "hello\nworld\n");
  });
}

Deno.test("Shell gives the files that it starts with one date", async () => {
  assert.match((await new Shell(FILES).run("ls -l")).stdout, /12 Jan {2}1 {2}2026 a\.txt$/m);
});

Deno.test("Shell.readFolder() reads files, and no links", async () => {
  const shell = new Shell(FILES);
  await shell.run(
    "mkdir d; echo x > d/e; ln -s a.txt link; ln -s /logs/verifier/reward.txt forged; echo y > /tmp/outside",
  );
  const files = await shell.readFolder(HOME);
  assert.deepEqual(Object.keys(files).sort(), ["/app/.keep", "/app/a.txt", "/app/d/e"]);
  assert.equal(new TextDecoder().decode(files["/app/d/e"]), "x\n");
});

Deno.test("shorten() says how much it leaves out", () => {
  assert.equal(shorten("x".repeat(10), 10), "x".repeat(10));
  assert.equal(shorten("abcdefghij", 4), "ab\n... (6 characters are left out here) ...\nij");
});
