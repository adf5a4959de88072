/**
 * The worker of a synchronous client. It owns the socket and the requests, while the thread of the client sleeps.
 *
 * A text of plain JavaScript without imports, which starts from a `data:` URL: a module of its own is lost in a bundle,
 * and only Deno imports texts.
 */
export const PUMP: string = `
const { workerData } = globalThis.process.getBuiltinModule("node:worker_threads");
const { port, signal, module } = workerData;

/** More than a server of the protocol sends unasked; the rest of a flood is not worth the memory. */
const MAX_UNASKED = 16;

/** @type {WebSocket | undefined} */
let socket;
let unasked = 0;
/** The code that runs the environment of a module; loaded when it is first needed. */
let side;
/** @type {Map<number, AbortController>} */
const calls = new Map();

/** Sends an event, and wakes the client. */
function tell(event) {
  port.postMessage(event);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

function getSide() {
  return side ??= import(module.side).then(({ ModuleSide }) => new ModuleSide(module, tell));
}

/** Reads a body that may be as large as a message; text() would take any amount. */
async function readText(body, limit) {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw Object.assign(new Error("too large"), { size });
    }
    text += decoder.decode(next.value, { stream: true });
  }
  return text + decoder.decode();
}

function describe(thrown) {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const cause = thrown.cause instanceof Error ? thrown.cause.message : undefined;
  return { message: thrown.message, cause, size: thrown.size };
}

function listen(opened) {
  opened.onmessage = ({ data }) => {
    if (++unasked <= MAX_UNASKED) tell({ type: "message", text: typeof data === "string" ? data : undefined });
    else opened.close(1000);
  };
  opened.onerror = null;
  opened.onclose = ({ code, reason }) => {
    opened.onclose = opened.onmessage = null;
    tell({ type: "end", code, reason });
  };
}

/** What the client asks for. */
const ACTIONS = {
  open({ url, headers }) {
    const refuse = (why) => {
      if (opened !== undefined) opened.onopen = opened.onerror = opened.onclose = null;
      tell({ type: "refused", why });
    };
    let opened;
    try {
      opened = socket = Object.keys(headers).length === 0 ? new WebSocket(url) : new WebSocket(url, { headers });
    } catch (thrown) {
      return refuse(thrown instanceof Error ? thrown.message : String(thrown));
    }
    opened.onerror = (event) => refuse(event.message || "the handshake failed");
    opened.onclose = (event) => refuse("the connection was closed with code " + event.code);
    opened.onopen = () => {
      opened.onopen = null;
      listen(opened);
      tell({ type: "open" });
    };
  },
  send({ text }) {
    unasked = -1;
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
  },
  close() {
    if (socket.readyState !== WebSocket.CLOSED) socket.close(1000);
  },
  async fetch({ id, url, init, limit }) {
    const call = new AbortController();
    calls.set(id, call);
    try {
      const response = await fetch(url, { ...init, redirect: "manual", cache: "no-store", signal: call.signal });
      const { status, headers, body } = response;
      tell({ type: "answer", id, status, headers: [...headers], text: await readText(body, limit) });
    } catch (thrown) {
      tell({ type: "answer", id, failure: describe(thrown) });
    } finally {
      calls.delete(id);
    }
  },
  abort({ id }) {
    calls.get(id)?.abort();
  },
  async module(action) {
    try {
      await (await getSide()).receive(action);
    } catch (thrown) {
      tell({ type: "refused", id: action.id, why: describe(thrown).message });
    }
  },
};

/** A stray error of an environment, which would end the worker without a word. */
function report(thrown) {
  tell({ type: "log", text: "Stray error: " + (thrown instanceof Error ? thrown.stack ?? thrown : thrown) });
}

globalThis.process.on("unhandledRejection", report);
globalThis.process.on("uncaughtException", report);
// An environment that ends its program ends this worker; without a word the client would wait in vain.
globalThis.addEventListener?.("unload", () => tell({ type: "exit" }));
// Programs have it, and so have web workers, but not every worker of this kind.
globalThis.self ??= globalThis;
port.on("message", (action) => ACTIONS[action.do](action));
`;
