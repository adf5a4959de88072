import { contract } from "../everything_contract.ts";

/** An environment that goes wrong outside of its calls, and logs. */
export default contract.implement(() => ({
  reset(_, { log }) {
    log("a new episode", { of: 1 });
    return { observation: { drawn: 0, items: [] } };
  },
  step({ note }) {
    if (note === "stray") void Promise.reject(new Error("strayed"));
    if (note === "timer") setTimeout(() => fail("ticked"));
    if (note === "exit") Deno.exit(3);
    if (note === "self") return { observation: { drawn: self === globalThis ? 17 : 0, items: [] } };
    if (note === "loop") { for (const endAt = Date.now() + 1500; Date.now() < endAt;); }
    return { observation: { drawn: 1, items: [] } };
  },
  state: () => ({ items: 0 }),
}));

function fail(message: string): never {
  throw new Error(message);
}
