/**
 * What a server costs that only parses and answers the same frames: `Deno.serve`, a WebSocket, and JSON both ways.
 *
 * Its argument is the name of a world. The idle timeout is that of our server.
 *
 * @module
 */
import { answerCommands } from "../processes/commands.ts";
import { REWARD, type World, type WorldName, WORLDS } from "../worlds.ts";
import { serverCommands } from "./server_commands.ts";

const IDLE_TIMEOUT_SECONDS = 120;
const world = WORLDS[Deno.args[0] as WorldName];

function upgrade(request: Request): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: IDLE_TIMEOUT_SECONDS });
  answerFrames(socket, world);
  return response;
}

/** Answers as our server does, without any of its checks. */
function answerFrames(socket: WebSocket, { observe, waitMs }: World): void {
  let steps = 0;
  const send = (reward: number | null) => socket.send(encode(observe(steps), reward));
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    switch (message.type) {
      case "reset":
        steps = 0;
        return send(null);
      case "step":
        steps++;
        return waitMs === 0 ? send(REWARD) : void setTimeout(send, waitMs, REWARD);
      case "close":
        return socket.close(1000);
    }
  };
}

function encode(observation: Readonly<Record<string, unknown>>, reward: number | null): string {
  const data = {
    observation: { metadata: {}, ...observation },
    reward,
    done: false,
    terminated: false,
    truncated: false,
  };
  return JSON.stringify({ type: "observation", data });
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, upgrade);
await answerCommands(serverCommands(server.addr.port));
