import { account, type Caller, drawAction, type Failure, judge, patienceOf } from "./caller.ts";
import { Ledger } from "./ledger.ts";
import type { SoakAction, SoakObservation } from "./world.ts";

/** How many frames a socket sends in all, and ahead of their answers. */
const FRAMES = 20;
const AHEAD = 4;

/**
 * Plays an episode in a session that two requests at a time share with a socket, which sends frames ahead of their
 * answers. The requests go to the server itself; the socket may be cut off, and then joins again.
 */
export async function playJoinedEpisode(caller: Caller): Promise<void> {
  const { name, random, tally, serverUrl } = caller;
  const requester = { ...caller, url: serverUrl };
  const opened = await ask(serverUrl, "POST /reset", { token: `${name}#0`, waits: random.bool() });
  if ("code" in opened) return judge(requester, "POST /reset", opened);
  const id = String(opened.session_id);
  const ledger = new Ledger(tally.violations);
  const post = async (way: string) => {
    for (let number = 1; number <= 10; number++) {
      const action = drawAction(random, `${name}.${way}#${number}`, true);
      ledger.send(action.token);
      const outcome = await ask(serverUrl, "POST /step", { action }, id);
      if (!account(requester, ledger, action, outcome)) return judge(requester, "POST /step", outcome);
    }
  };
  const join = async () => {
    for (let socket = 1; socket <= 3; socket++) {
      if (await playSocket({ ...caller, name: `${name}.s${socket}` }, ledger, id)) return;
      tally.add("socket cut off from its session");
    }
  };
  await Promise.all([post("a"), post("b"), join()]);
  const state = await ask(serverUrl, "GET /state", undefined, id);
  if ("code" in state) return judge(requester, "GET /state", state);
  ledger.audit(Number(state.count));
  await ask(serverUrl, "DELETE /session", undefined, id);
  tally.add("episodes with a joined socket");
}

type Answer = { readonly observation: SoakObservation; readonly session_id?: string; readonly count?: number };

/** Sends a request and reads the answer; without connections that are used again, the runtime sends none twice. */
async function ask(url: string, route: string, body?: object, session?: string): Promise<Answer | Failure> {
  const [method, path] = route.split(" ");
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const headers = session === undefined ? undefined : { "OpenEnv-Session": session };
  let text = "";
  try {
    const response = await fetch(url + path, { method, headers, client, body: body && JSON.stringify(body) });
    text = await response.text();
    const answer = JSON.parse(text);
    return "code" in answer ? { code: answer.code, message: JSON.stringify(answer.detail) } : answer;
  } catch (thrown) {
    return { code: thrown instanceof SyntaxError ? "no JSON" : "CONNECTION_CLOSED", message: `${thrown} ${text}` };
  }
}

/** Joins a session with a socket and makes steps in it; returns `false` if it was cut off. */
async function playSocket(caller: Caller, ledger: Ledger, session: string): Promise<boolean> {
  const { url, name, random, tally } = caller;
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws?session_id=${session}`);
  const sent: SoakAction[] = [];
  let number = 0;
  const send = () => {
    while (sent.length < AHEAD && number < FRAMES) {
      const action = drawAction(random, `${name}#${++number}`, true);
      ledger.send(action.token);
      sent.push(action);
      socket.send(JSON.stringify({ type: "step", data: action }));
    }
    if (sent.length === 0) socket.close(1000);
  };
  const receive = ({ data }: { readonly data: Answer | Failure }) => {
    const action = sent.shift();
    if (action === undefined) return tally.violations.push(`a frame that nothing asked for: ${JSON.stringify(data)}`);
    if (account(caller, ledger, action, data)) return send();
    judge(caller, "a frame", data);
    socket.close();
  };
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, patienceOf(caller), "it took too long");
  socket.onopen = send;
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onclose = ({ code, reason }) => resolve(`${code} ${reason}`);
  const message = await ended;
  clearTimeout(timer);
  socket.onmessage = null;
  socket.close();
  if (number === FRAMES && sent.length === 0) return true;
  for (const { token } of sent) ledger.lose(token);
  judge(caller, "a joined socket", { code: "CONNECTION_CLOSED", message });
  return false;
}
