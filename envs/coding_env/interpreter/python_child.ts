/**
 * The child that runs Python.
 *
 * @module
 */
import { type SendToParent, serveParent } from "@openenv/sandbox/child";
import { ChildOutput } from "./child_output.ts";
import { loadPython } from "./load_python.ts";
import type { OutputStream, Reply, Request } from "./messages.ts";

const { parse } = JSON;
const { exit } = Deno;

const python = await loadPython(readSnapshot()).catch(() => loadPython());
const driver: { get(name: string): PythonFunction } = python.globals.get("_openenv");
const { PythonError } = python.ffi;
python.globals.delete("_openenv");
// From here on the child needs nothing.
for (const name of ["read", "env"] as const) Deno.permissions.revokeSync({ name });

/** A function of the driver. */
interface PythonFunction {
  (...args: readonly unknown[]): string;
  /** Calls it such that Python may wait for a promise, as `asyncio.run` does. */
  callPromising(...args: readonly unknown[]): Promise<string>;
}

function readSnapshot(): Uint8Array | undefined {
  const path = Deno.env.get("PYTHON_SNAPSHOT");
  try {
    return path === undefined ? undefined : Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

let output: ChildOutput | undefined;

function connectOutput(send: SendToParent): ChildOutput {
  const created = new ChildOutput(send);
  const setters = { stdout: python.setStdout, stderr: python.setStderr };
  for (const stream of ["stdout", "stderr"] as const) {
    setters[stream].call(python, { write: createWriter(created, stream), isatty: false });
  }
  return created;
}

function createWriter(to: ChildOutput, stream: OutputStream): (bytes: Uint8Array) => number {
  const decoder = new TextDecoder();
  return (bytes) => {
    to.write(stream, decoder.decode(bytes, { stream: true }));
    return bytes.length;
  };
}

/** Calls the driver. What Python cannot catch, such as an overflow of the stack of WebAssembly, ends the child. */
async function answer(request: Request, send: SendToParent): Promise<void> {
  const to = output ??= connectOutput(send);
  if (request.type === "begin") return void driver.get("begin")(request.seed);
  const { id } = request;
  const reply = (message: Reply) => {
    to.flush();
    send(message);
  };
  try {
    if (request.type === "inspect") {
      const [parses, found] = parse(driver.get("inspect")(request.code));
      return reply({ type: "inspected", id, parses, found });
    }
    to.begin(id);
    if (request.type === "call") {
      const outputs = await driver.get("call").callPromising(request.name, request.inputs);
      return reply({ type: "called", id, outputs });
    }
    const [exitCode, value] = parse(await driver.get("run").callPromising(request.code));
    if (value !== null) to.writeValue(value);
    reply({ type: "ran", id, exitCode });
  } catch (error) {
    const { message, status } = error as { message?: string; status?: number };
    // `os._exit` ends all of Python.
    if (status !== undefined) return reply({ type: "exits", id, exitCode: status & 255 });
    to.write("stderr", `${message ?? error}\n`);
    const isPython = error instanceof PythonError;
    if (isPython && request.type === "run") return reply({ type: "ran", id, exitCode: 1 });
    if (isPython && request.type === "call") return reply({ type: "called", id, outputs: "[]" });
    to.flush();
    exit(1);
  }
}

/** One request at a time: Python has one stack. */
let turn: Promise<void> = Promise.resolve();

serveParent((message, send) => {
  turn = turn.then(() => answer(message as Request, send));
});
