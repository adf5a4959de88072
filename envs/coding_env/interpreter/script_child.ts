/**
 * The child that runs TypeScript and JavaScript, as `deno repl` does: V8 evaluates in its REPL mode, where declarations
 * persist, may be repeated, and `await` works at the top.
 *
 * @module
 */
import { Random } from "@openenv/core";
import { type SendToParent, serveParent } from "@openenv/sandbox/child";
import { transformSync } from "amaro";
import { Session } from "node:inspector";
import process from "node:process";
import { ChildOutput, waitForEnd } from "./child_output.ts";
import { replaceConsole } from "./child_console.ts";
import type { Reply, Request } from "./messages.ts";

const { parse, stringify } = JSON;
const { getPrototypeOf, prototype } = Object;
const { inspect } = Deno;
const { isArray } = Array;

/** A value in V8's own terms. */
interface RemoteObject {
  readonly type: string;
  readonly objectId?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
  readonly description?: string;
}

/** The answer to an evaluation. */
interface Evaluated {
  readonly result: RemoteObject;
  readonly exceptionDetails?: { readonly exception?: RemoteObject; readonly text: string };
}

const session = new Session();
session.connect();
// The inspector was the one thing that it needs a permission for.
Deno.permissions.revokeSync({ name: "sys" });

/** Where the values of V8 become ours. */
const received: { value?: unknown } = {};
const receivedId = await findReceived();
// The first one takes a hundred times as long.
transformSync("0", { mode: "transform" });

async function findReceived(): Promise<string> {
  const globals = globalThis as { received?: unknown };
  globals.received = received;
  const { result } = await evaluate("received");
  delete globals.received;
  return result.objectId!;
}

function post<R>(method: string, parameters: object): Promise<R> {
  return new Promise((resolve, reject) =>
    session.post(method, parameters, (error, result) => error === null ? resolve(result as R) : reject(error))
  );
}

function evaluate(expression: string): Promise<Evaluated> {
  return post("Runtime.evaluate", { expression, replMode: true, awaitPromise: true });
}

/** Returns the value behind V8's description of it. */
async function receive({ objectId, value, unserializableValue }: RemoteObject): Promise<unknown> {
  const argument = objectId !== undefined
    ? { objectId }
    : unserializableValue !== undefined
    ? { unserializableValue }
    : { value };
  const functionDeclaration = "function (value) { this.value = value; }";
  await post("Runtime.callFunctionOn", { objectId: receivedId, functionDeclaration, arguments: [argument] });
  const { value: own } = received;
  received.value = undefined;
  return own;
}

/** The value as JSON if that says all of it, or else as people see it. */
function show(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "object" || isPlain(value)) {
    try {
      const text = stringify(value);
      if (text !== undefined) return text;
    } catch {
      // It has no JSON.
    }
  }
  return inspect(value);
}

function isPlain(value: object | null): boolean {
  if (value === null || isArray(value)) return true;
  const parent = getPrototypeOf(value);
  return parent === prototype || parent === null;
}

/** Removes the frames of this module from a stack. */
function describeError(description: string): string {
  return description.split(/\n {4}at Session\.post /)[0]!;
}

let steps = 0;

async function run(code: string, to: ChildOutput): Promise<number> {
  let script: string;
  try {
    script = transformSync(code, { mode: "transform" }).code;
  } catch (error) {
    const { message, snippet = "" } = error as { message?: string; snippet?: string };
    to.write("stderr", `SyntaxError: ${message}\n${snippet}`);
    return 1;
  }
  const { result, exceptionDetails } = await evaluate(`${script}\n//# sourceURL=step_${++steps}.ts`);
  if (exceptionDetails !== undefined) {
    const { exception, text } = exceptionDetails;
    const shown = exception?.description ?? inspect(exception?.value ?? text);
    to.write("stderr", `Uncaught ${describeError(shown)}\n`);
    return 1;
  }
  const shown = show(await receive(result));
  if (shown !== undefined) to.writeValue(shown);
  return 0;
}

/** Calls a function of the program with each list of arguments. */
async function call(name: string, inputs: readonly (readonly unknown[])[]): Promise<string> {
  const { result, exceptionDetails } = await evaluate(name);
  const called = exceptionDetails === undefined ? await receive(result) : undefined;
  const outputs: string[] = [];
  for (const args of inputs) {
    try {
      const text = stringify(await (called as (...args: unknown[]) => unknown)(...args));
      outputs.push(text === undefined ? "{}" : `{"value":${text}}`);
    } catch {
      outputs.push("{}");
    }
  }
  return `[${outputs.join(",")}]`;
}

function parses(code: string): boolean {
  try {
    transformSync(code, { mode: "transform" });
    return true;
  } catch {
    return false;
  }
}

let output: ChildOutput | undefined;

/** Sends what is printed through our own output, also between two steps. */
function connectOutput(send: SendToParent): ChildOutput {
  const created = new ChildOutput(send);
  replaceConsole(created);
  Deno.exit = process.exit = (code: number | string | null = Deno.exitCode): never => {
    created.flush();
    send({ type: "exits", id: created.id, exitCode: Number(code) & 255 } satisfies Reply);
    waitForEnd();
  };
  for (const type of ["unhandledrejection", "error"] as const) {
    globalThis.addEventListener(type, (event) => {
      event.preventDefault();
      const { reason, error } = event as { reason?: unknown; error?: unknown };
      created.write("stderr", `Uncaught ${inspect(reason ?? error)}\n`);
    });
  }
  return created;
}

async function answer(request: Request, send: SendToParent): Promise<void> {
  const to = output ??= connectOutput(send);
  if (request.type === "begin") {
    const random = new Random(request.seed);
    Math.random = () => random.float();
    return;
  }
  const { id } = request;
  if (request.type === "inspect") {
    return send({ type: "inspected", id, parses: parses(request.code), found: [] } satisfies Reply);
  }
  to.begin(id);
  const reply: Reply = request.type === "call"
    ? { type: "called", id, outputs: await call(request.name, parse(request.inputs)) }
    : { type: "ran", id, exitCode: await run(request.code, to) };
  to.flush();
  send(reply);
}

// There is no user to ask: standard input is the parent's.
for (const name of ["prompt", "alert", "confirm"]) delete (globalThis as Record<string, unknown>)[name];

let turn: Promise<void> = Promise.resolve();

serveParent((message, send) => {
  turn = turn.then(() => answer(message as Request, send));
});
