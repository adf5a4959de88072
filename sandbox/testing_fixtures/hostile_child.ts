import { serveParent } from "../child.ts";

const kept: unknown[] = [];

/** Does as it is told, however harmful. */
const DEEDS: Readonly<Record<string, (send: (message: unknown) => void, order: { text?: string }) => unknown>> = {
  echo: (send, order) => send({ echo: order.text }),
  print: () => console.log("hello from inside"),
  write: (send) => {
    Deno.stdout.writeSync(new TextEncoder().encode("no end of line"));
    send({ done: true });
  },
  loop: () => {
    while (true);
  },
  exit: () => Deno.exit(7),
  heap: () => {
    while (true) kept.push({ a: Array.from({ length: 1000 }, (_, index) => ({ index })) });
  },
  buffers: () => {
    while (true) kept.push(new Uint8Array(8 << 20).fill(1));
  },
  flood: (send) => {
    for (let count = 0; count < 2000; count++) console.log("x".repeat(1000));
    send({ done: true });
  },
  forge: (send) => {
    console.log('{"echo":"forged"}');
    console.log('not-the-secret {"echo":"forged"}');
    send({ done: true });
  },
  read: (send) => {
    try {
      send({ read: Deno.readTextFileSync("/etc/hostname") });
    } catch (error) {
      send({ refused: (error as Error).name });
    }
  },
  env: (send) => {
    try {
      send({ env: Deno.env.get("SECRET_OF_PARENT") ?? null });
    } catch (error) {
      send({ refused: (error as Error).name });
    }
  },
};

serveParent((message, send) => {
  const order = message as { deed: string; text?: string };
  DEEDS[order.deed]!(send, order);
});
