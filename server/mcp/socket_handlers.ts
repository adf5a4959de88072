import { ForbiddenError } from "@openenv/core";
import { type Handler, HANDLERS, type HandlerTable } from "@openenv/core/protocol";
import type { EnvServer } from "../env_server.ts";
import { answerRpc } from "./methods.ts";

const tables: WeakMap<EnvServer, HandlerTable> = new WeakMap();

/** The message types that a server's sockets answer: those of every connection, and `mcp`. */
export function createSocketHandlers(server: EnvServer): HandlerTable {
  let table = tables.get(server);
  if (table === undefined) tables.set(server, table = createTable(server));
  return table;
}

function createTable(server: EnvServer): HandlerTable {
  const table = new Map([...HANDLERS, ["mcp", createMcpHandler(server)] as const]);
  if (server.options.controlFrames) return table;
  for (const type of ["reset", "step", "state"]) table.set(type, { ...table.get(type)!, run: () => refuse(type) });
  return table;
}

function refuse(type: string): never {
  throw new ForbiddenError(`Cannot ${type}: control frames are switched off on this server`, {});
}

function createMcpHandler(server: EnvServer): Handler {
  return {
    data: "required",
    run: (session, data, codec) => answerRpc(data, { server, session }).then(codec.mcp),
  };
}
