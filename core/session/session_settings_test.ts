import assert from "node:assert/strict";
import { errorOf } from "../testing_fixtures/settlement.ts";
import { isSampled, type ObservationChecks, resolveObservationChecks } from "./session_settings.ts";

Deno.test("isSampled() takes the first 16 steps, and one of each 64 after that", () => {
  const taken = Array.from({ length: 6400 }, (_, step) => step).filter(isSampled);
  assert.deepEqual(taken.slice(0, 20), [...Array(16).keys(), 91, 182, 209, 300]);
  for (let period = 1; period < 100; period++) {
    assert.equal(taken.filter((step) => Math.floor(step / 64) === period).length, 1);
  }
});

Deno.test("isSampled() sees every step of episodes of any usual length", () => {
  for (const length of [10, 16, 50, 64, 100, 128, 256]) {
    const places = new Set<number>();
    for (let step = 0; step < 64 * 64 * 16; step++) if (isSampled(step)) places.add(step % length);
    assert.equal(places.size, length, `episodes of ${length} steps`);
  }
});

Deno.test("resolveObservationChecks() refuses every other mode", async () => {
  assert.deepEqual([resolveObservationChecks("sampled"), resolveObservationChecks(undefined)], ["sampled", "always"]);
  for (const mode of ["never", "", null, true]) {
    const { code, message, data } = await errorOf(() => resolveObservationChecks(mode as ObservationChecks));
    assert.deepEqual([code, data.option], ["INVALID_OPTION", "checkObservations"]);
    assert.equal(message, `Cannot use option checkObservations: "${mode}" is not "always" or "sampled"`);
  }
});
