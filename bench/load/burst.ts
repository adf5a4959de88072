/** How many sessions start at once, and where. */
export interface BurstInput {
  /** The server's base URL. */
  readonly url: string;
  /** The number of sessions. */
  readonly sessions: number;
  /** How long all of them may take, in seconds; those that take longer have failed. */
  readonly timeoutSeconds: number;
}

/** How the sessions of a burst went. */
export interface BurstResult {
  /** How long each session took that went through all of it, from the beginning to its closed socket, in milliseconds. */
  readonly tookMs: readonly number[];
  /** Why the others did not, with how many did not for that reason. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Starts sessions at the same time, each of which connects, resets, takes one step that waits, and closes. */
export async function runBurst({ url, sessions, timeoutSeconds }: BurstInput): Promise<BurstResult> {
  const started = performance.now();
  const lives = Array.from({ length: sessions }, () => liveOnce(`${url.replace("http", "ws")}/ws`));
  const timer = setTimeout(() => lives.forEach(({ giveUp }) => giveUp()), timeoutSeconds * 1000);
  const tookMs: number[] = [];
  const failures: Record<string, number> = {};
  for (const { ended } of lives) {
    ended.then((time) => tookMs.push(time - started), (thrown: Error) => {
      failures[thrown.message] = (failures[thrown.message] ?? 0) + 1;
    });
  }
  await Promise.allSettled(lives.map(({ ended }) => ended));
  clearTimeout(timer);
  return { tookMs, failures };
}

const MESSAGES = [
  { type: "reset", data: {} },
  { type: "step", data: { move: "right" } },
  { type: "close" },
].map((message) => JSON.stringify(message));

interface Life {
  /** Resolves with the time of its end; rejects unless everything was answered. */
  readonly ended: Promise<number>;
  /** Ends it as a failure. */
  giveUp(): void;
}

/** Lives one session. */
function liveOnce(url: string): Life {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = new WebSocket(url);
  let sent = 0;
  const sendNext = () => socket.send(MESSAGES[sent++]!);
  const progress = () => `${sent} of ${MESSAGES.length} messages sent`;
  socket.onopen = sendNext;
  socket.onmessage = ({ data }) => {
    if (data.startsWith('{"type":"observation"')) sendNext();
    else reject(new Error(`the server sent ${data}`));
  };
  socket.onerror = (event) => reject(new Error((event as ErrorEvent).message || "the connection broke"));
  socket.onclose = ({ code }) => {
    if (code === 1000 && sent === MESSAGES.length) resolve(performance.now());
    else reject(new Error(`closed with code ${code}, ${progress()}`));
  };
  const giveUp = () => {
    reject(new Error(`not done in time, ${progress()}`));
    socket.close();
  };
  return { ended: promise, giveUp };
}
