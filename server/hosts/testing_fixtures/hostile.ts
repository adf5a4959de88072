import { defineEnvironment } from "@openenv/core";
import process from "node:process";
import { z } from "zod";

/** An environment that hurts its host, as far as it is told to. */
export const hostile = defineEnvironment({
  name: "hostile",
  action: z.object({ do: z.string(), ms: z.int().default(60_000) }),
  observation: z.object({ said: z.string(), pid: z.int() }),
  resetOptions: z.object({ do: z.string().default("nothing") }),
});

const kept: unknown[] = [];
const LOOP = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3, 64];
const encode = (text: string) => new TextEncoder().encode(text);

function decodeAll(bytes: Uint8Array): string {
  let text = "";
  for (const byte of Array.from(bytes)) text += String.fromCharCode(byte);
  return text;
}

/** Imports what no tool finds in this text. */
const load = (specifier: string, options?: ImportCallOptions) => import(specifier, options);

/** Does something bad; returns what came of it, if anything does. */
const DEEDS: Readonly<Record<string, (ms: number) => unknown>> = {
  nothing: () => "nothing",
  loop(ms) {
    for (const end = Date.now() + ms; Date.now() < end;);
  },
  loopWhileTold(ms) {
    const end = Date.now() + ms;
    for (let look = 0; look < end; look = Date.now() + 10) {
      if (Deno.env.get("HOSTILE_LOOPS") === undefined) return;
      while (Date.now() < look);
    }
  },
  regex: () => /^(a+)+$/.test(`${"a".repeat(60)}b`),
  wasm() {
    const module = new WebAssembly.Module(new Uint8Array([...LOOP, 12, 0, 11, 11]));
    (new WebAssembly.Instance(module).exports.f as () => void)();
  },
  heap() {
    for (;;) kept.push(Array.from({ length: 1000 }, (_, index) => ({ index })));
  },
  buffers() {
    for (;;) kept.push(new Uint8Array(16 << 20).fill(1));
  },
  exit: () => Deno.exit(3),
  processExit: () => process.exit(4),
  killParent: () => process.kill(process.ppid, "SIGKILL"),
  flood() {
    for (let line = 0; line < 3000; line++) console.log("x".repeat(1000));
  },
  half: () => Deno.stdout.writeSync(encode("00000000-0000-0000-0000-000000000000 {")),
  forge: () =>
    Deno.stdout.writeSync(encode('\n00000000-0000-0000-0000-000000000000 {"call":0,"ok":1}\n{"call":1,"ok":1}\n')),
  closeOutput: () => Deno.stdout.close(),
  closeInput: () => Deno.stdin.close(),
  steal() {
    const heard: unknown[] = [];
    const { subarray } = Uint8Array.prototype;
    const { encode } = TextEncoder.prototype;
    const { stringify } = JSON;
    const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
    for (
      const [owner, name] of [[TypedArray, "length"], [TypedArray, "buffer"], [Uint8Array.prototype, "constructor"]]
    ) {
      const { get, value } = Object.getOwnPropertyDescriptor(owner, name)!;
      Object.defineProperty(owner, name, {
        get() {
          heard.push(this);
          return get === undefined ? value : get.call(this);
        },
      });
    }
    Uint8Array.prototype.subarray = function (...range) {
      heard.push(this);
      return subarray.apply(this, range) as never;
    };
    TextEncoder.prototype.encode = function (text) {
      heard.push(text);
      return encode.call(this, text);
    };
    JSON.stringify = (value: unknown) => {
      const text = stringify(value);
      heard.push(text);
      return text;
    };
    kept.push(heard);
    return "patched";
  },
  /** The secrets among all that was heard: they are UUIDs. */
  stolen() {
    const texts = (kept[0] as unknown[]).slice().map((one) => one instanceof Uint8Array ? decodeAll(one) : String(one));
    return String(texts.filter((text) => /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/.test(text)).length);
  },
  throw() {
    throw new TypeError("kaboom");
  },
  wide() {
    throw new Error("x".repeat(5_000_000));
  },
  read: () => Deno.readTextFile("/etc/hostname"),
  write: () => Deno.writeTextFile("/tmp/openenv_hostile", "x"),
  net: () => Deno.connect({ port: 9 }),
  fetch: () => fetch("http://127.0.0.1:8099/"),
  env: () => Deno.env.get("PATH"),
  run: () => new Deno.Command("/bin/true").output(),
  ffi: () => Deno.dlopen("libc.so.6", {}),
  sys: () => Deno.hostname(),
  npm: () => load("npm:left-pad@1.3.0"),
  remote: () => load("http://127.0.0.1:9/x.ts"),
  file: () => load("file:///etc/hostname", { with: { type: "text" } }),
};

/** Attempts that must be refused: their result is the name of the error. */
const ATTEMPTS = ["killParent", "read", "write", "net", "fetch", "env", "run", "ffi", "sys", "npm", "remote", "file"];

async function obey(deed: string, ms: number) {
  try {
    const said = await DEEDS[deed]!(ms);
    return { observation: { said: String(said ?? "done"), pid: Deno.pid } };
  } catch (error) {
    if (!ATTEMPTS.includes(deed)) throw error;
    return { observation: { said: (error as Error).name, pid: Deno.pid } };
  }
}

export default hostile.implement(() => ({
  reset: (options) => obey(options.do, 60_000),
  step: (action) => obey(action.do, action.ms),
}));
