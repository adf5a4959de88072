import { notFound } from "./servers.ts";

/** The note of a result, as large as asked for. */
function result(note = ""): string {
  const observation = { drawn: 1, items: [], note };
  return JSON.stringify({ type: "observation", data: { observation, reward: null, done: false } });
}

const ERROR =
  '{"type":"error","data":{"message":"full","code":"CAPACITY_REACHED","active_sessions":1,"max_sessions":1}}';

/** What a socket does with a message, by the path of its base URL; a reset is answered as it should be. */
const ODD: Readonly<Record<string, (socket: WebSocket, message: { data: { note?: string } }) => void>> = {
  garbage: (socket) => socket.send("{not json"),
  binary: (socket) => socket.send(new Uint8Array([1, 2, 3])),
  list: (socket) => socket.send("[1]"),
  mute: () => {},
  twice: (socket) => [1, 2].forEach(() => socket.send(result())),
  flood: (socket) => Array.from({ length: 1000 }, () => socket.send(result("x".repeat(1000)))),
  unasked: (socket, { data: { note } }) =>
    [result(), ...(note === "more" ? [ERROR] : [])].forEach((t) => socket.send(t)),
  closing: (socket) => socket.close(1011, "gone mad"),
  expired: (socket) => socket.close(1001, "SESSION_EXPIRED"),
  wrong: (socket) => socket.send('{"type":"state","data":{}}'),
  nan: (socket) => socket.send('{"type":"observation","data":{"observation":{"drawn":1,"items":[]},"reward":"much"}}'),
  broken: (socket) => socket.send('{"type":"observation","data":{"observation":{"drawn":"x","items":[]}}}'),
  size: (socket, { data: { note = "" } }) => socket.send(result(String(note.length))),
  large: (socket, { data: { note } }) => socket.send(result("x".repeat(Number(note)))),
};

/** A server that answers each in its own way. */
export default function answer(route: string, request: Request): Response {
  const [, kind, path] = /^GET \/(\w+)\/(\w+)$/.exec(route) ?? [];
  if (path !== "ws" || !Object.hasOwn(ODD, kind!)) return notFound();
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.onmessage = ({ data }) => {
    const message = { data: {}, ...JSON.parse(data) };
    if (message.type === "reset") socket.send(result());
    else if (message.type === "close") socket.close();
    else ODD[kind!]!(socket, message);
  };
  return response;
}
