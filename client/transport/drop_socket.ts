/**
 * Ends a socket without a closing handshake, so that it keeps no process alive.
 *
 * The standard has no call for that, so each runtime gets its own: Bun has `terminate()`, Node 22 keeps the TCP socket
 * in the response, and Deno's `close()` releases the resource that it takes for the opening handshake's. A runtime that
 * has none of these, as browsers, begins the closing handshake instead, and goes by its own time.
 */
export function dropSocket(socket: WebSocket): void {
  const { terminate } = socket as { terminate?: () => void };
  if (terminate !== undefined) return terminate.call(socket);
  const response = hidden(socket, "response") as { socket?: { destroy(): void } } | undefined;
  if (response?.socket !== undefined) return response.socket.destroy();
  const handshake = symbolOf(socket, "[[cancelHandle]]");
  if (handshake !== undefined) (socket as unknown as Record<symbol, unknown>)[handshake] = hidden(socket, "[[rid]]");
  socket.close();
}

/** Reads a property that is known by the description of its symbol only. */
function hidden(socket: WebSocket, description: string): unknown {
  const symbol = symbolOf(socket, description);
  return symbol && (socket as unknown as Record<symbol, unknown>)[symbol];
}

function symbolOf(socket: WebSocket, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(socket).find((symbol) => symbol.description === description);
}
