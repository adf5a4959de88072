import { createServer } from "node:net";

/** The ports that were handed out, so that two starts at once do not get the same one. */
const recent: number[] = [];
const REMEMBERED = 256;

/** Finds a free port of this machine's loopback interface. */
export async function findPort(): Promise<number> {
  for (;;) {
    const port = await probe();
    if (recent.includes(port)) continue;
    recent.push(port);
    if (recent.length > REMEMBERED) recent.shift();
    return port;
  }
}

function probe(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
