/** Opens a port of this machine in front of a server; it can be shut, and opened again. */
export function openGate(server: Deno.ConnectOptions | Deno.UnixConnectOptions) {
  let [port, listener] = [0, undefined as Deno.Listener | undefined];
  const pairs = new Set<Deno.Conn>();
  const join = async (client: Deno.Conn) => {
    const daemon = await Deno.connect(server as Deno.ConnectOptions);
    for (const connection of [client, daemon]) pairs.add(connection);
    await Promise.allSettled([client.readable.pipeTo(daemon.writable), daemon.readable.pipeTo(client.writable)]);
    for (const connection of [client, daemon]) pairs.delete(connection);
  };
  const gate = {
    address: "",
    open() {
      listener = Deno.listen({ hostname: "127.0.0.1", port });
      port = (listener.addr as Deno.NetAddr).port;
      gate.address = `127.0.0.1:${port}`;
      void (async (listener) => {
        for await (const client of listener) void join(client);
      })(listener);
    },
    shut() {
      listener?.close();
      for (const connection of pairs) {
        try {
          connection.close();
        } catch (thrown) {
          if (!(thrown instanceof Deno.errors.BadResource)) throw thrown; // closed meanwhile
        }
      }
    },
  };
  gate.open();
  return gate;
}
