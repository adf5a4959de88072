import type { Field } from "./schema_fields.ts";

const WORDS = ["hello", "open the door", "42", "look around", "a"];
const MAX_DEPTH = 5;

/** Draws a value of a field, for the button that plays a random action. */
export function sampleValue(field: Field, random: () => number = Math.random, depth = 0): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  switch (field.kind) {
    case "object": {
      const entries = field.properties
        .filter(({ required }) => required || (depth < MAX_DEPTH && random() < 0.3))
        .map(({ name, field }) => [name, sampleValue(field, random, depth + 1)]);
      return Object.fromEntries(entries);
    }
    case "array": {
      const most = Math.min(field.max, field.min + (depth < MAX_DEPTH ? 3 : 0));
      return Array.from(
        { length: field.min + Math.floor(random() * (most - field.min + 1)) },
        () => sampleValue(field.item, random, depth + 1),
      );
    }
    case "union":
      return sampleValue(depth < MAX_DEPTH ? pick(field.options) : field.options.at(-1)!, random, depth + 1);
    case "choice":
      return pick(field.values);
    case "number": {
      const low = field.min ?? (field.max === undefined ? 0 : field.max - 10);
      const drawn = low + random() * ((field.max ?? low + 10) - low);
      return field.integer ? Math.min(Math.round(drawn), field.max ?? Infinity) : Math.round(drawn * 100) / 100;
    }
    case "text":
      return field.initial ?? pick(WORDS);
    case "boolean":
      return random() < 0.5;
    case "json":
      return field.initial ?? {};
  }
}
