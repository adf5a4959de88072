import assert from "node:assert/strict";
import { Random } from "@openenv/core";
import { carry, drawPlan, WIRE_FAULTS, type WireEnd, type WirePlan } from "./faulty_proxy.ts";

/** An end in memory: says some chunks and then, if it `ends`, that it has ended; remembers what it hears. */
class MemoryEnd implements WireEnd {
  heard = "";
  isEnded = false;
  readonly closed = Promise.withResolvers<never>();
  readonly #said: string[];
  readonly #ends: boolean;

  constructor(said: readonly string[], ends = true) {
    this.#said = [...said];
    this.#ends = ends;
    this.closed.promise.catch(() => {});
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    const chunk = this.#said.shift();
    if (chunk !== undefined) return new TextEncoder().encodeInto(chunk, buffer).written;
    return this.#ends ? null : await this.closed.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    const written = bytes.subarray(0, 2); // as a full buffer does
    this.heard += new TextDecoder().decode(written);
    return Promise.resolve(written.length);
  }

  closeWrite(): Promise<void> {
    this.isEnded = true;
    return Promise.resolve();
  }

  close(): void {
    this.closed.reject(new Deno.errors.BadResource());
  }
}

const CASES: readonly [fault: WirePlan["fault"], heard: string, struck: boolean, waits: number[]][] = [
  ["none", "abcdefgh", false, []],
  ["cut", "abcdef", true, []],
  ["stall", "abcd", true, [7]],
  ["half-close", "abcd", true, []],
  ["delay", "abcdefgh", true, [7]],
];

for (const [fault, heard, struck, waits] of CASES) {
  Deno.test(`carry() strikes with ${fault} after some bytes, and closes both ends`, async () => {
    // A server that is cut off or stalled says nothing meanwhile; the other faults leave its way alone.
    const isAlone = fault === "cut" || fault === "stall";
    const [client, server] = [new MemoryEnd(["abcd", "efgh"]), new MemoryEnd(isAlone ? [] : ["123"], !isAlone)];
    const waited: number[] = [];
    const wait = (ms: number) => Promise.resolve(waited.push(ms));
    assert.equal(await carry(client, server, { fault, afterBytes: isAlone ? 8 : 11, ms: 7 }, wait), struck);
    assert.deepEqual([server.heard, client.heard, waited], [heard, isAlone ? "" : "123", waits]);
    assert.equal(server.isEnded, !isAlone);
    for (const end of [client, server]) await assert.rejects(end.closed.promise, Deno.errors.BadResource);
  });
}

Deno.test("drawPlan() draws every fault, the same ones for the same seed", () => {
  const draw = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 100 }, () => drawPlan(random));
  };
  assert.deepEqual(draw(7), draw(7));
  assert.deepEqual(new Set(draw(7).map(({ fault }) => fault)), new Set(WIRE_FAULTS));
});
