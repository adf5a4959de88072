import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const UPGRADE = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c29hayBzb2FrIHNvYWshIQ==\r\n\r\n";
const HALF_A_REQUEST = 'POST /reset HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{"token":';
/** How many observations of 1 MB are asked for and not read. */
const UNREAD = 40;

/** The ways of misbehaving towards a server on this machine, each for a while; they reject if there is no server. */
export const PEERS: Readonly<Record<string, (port: number, ms: number) => Promise<void>>> = {
  "peer that never reads": (port, ms) => speak(port, askForMuch(), ms),
  "peer that stalls in its body": (port, ms) => speak(port, HALF_A_REQUEST, ms),
  "upgrade, then RST": resetAfterUpgrade,
};

async function speak(port: number, text: string, ms: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  while (bytes.length > 0) bytes = bytes.subarray(await connection.write(bytes));
  await sleep(ms);
}

async function resetAfterUpgrade(port: number, ms: number): Promise<void> {
  const socket = net.connect(port, "127.0.0.1");
  socket.on("error", () => {}); // there may be no server just now
  socket.on("connect", () => socket.write(UPGRADE, () => socket.resetAndDestroy()));
  await sleep(ms / 4);
}

function askForMuch(): string {
  const name = `unread.${crypto.randomUUID()}`;
  const steps = Array.from({ length: UNREAD }, (_, index) => {
    return toFrame({ type: "step", data: { token: `${name}#${index + 1}`, fault: "none", padding: 1_000_000 } });
  });
  return UPGRADE + toFrame({ type: "reset", data: { token: `${name}#0`, waits: false } }) + steps.join("");
}

/** Makes a text frame as a client sends it, with a mask of zeros, each byte as a character. */
function toFrame(message: unknown): string {
  const text = JSON.stringify(message);
  const length = text.length < 126 ? [text.length] : [126, text.length >> 8, text.length & 255];
  return String.fromCharCode(0x81, 0x80 + length[0]!, ...length.slice(1), 0, 0, 0, 0) + text;
}
