import { writeFloats } from "./write_floats.ts";

/** Lists of floats as text, compared with `JSON.stringify`, which writes whole numbers without a point. */
const LISTS = {
  "fractions": (index: number) => Math.sin(index),
  "a third whole": (index: number) => index % 3 === 0 ? index % 100 : Math.sin(index),
  "all whole": (index: number) => (index * 37) % 256,
  "all whole and large": (index: number) => 1_000_000 + index * 37,
  "a tenth negative zeros": (index: number) => index % 10 === 0 ? -0 : Math.sin(index),
};
/** Lists that differ, since the engine remembers the texts of numbers it has just written. */
const COUNT = 64;

for (const [kind, item] of Object.entries(LISTS)) {
  for (const length of [8, 64, 3600]) {
    const group = `${length} numbers, ${kind}`;
    const lists = Array.from(
      { length: COUNT },
      (_, list) => Array.from({ length }, (_, index) => item(list * length + index)),
    );
    let next = 0;
    Deno.bench("JSON.stringify", { group, baseline: true }, () => void JSON.stringify(lists[next++ % COUNT]));
    Deno.bench("writeFloats", { group }, () => void writeFloats(lists[next++ % COUNT]!));
  }
}
