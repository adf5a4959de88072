import { z } from "zod";
import { ValidationError } from "../errors/error_classes.ts";
import { InputParser } from "./input_parser.ts";
import type { Schema } from "../schema/schema.ts";

/** The cost of refusing undeclared keys, and of coercing, compared with the schema's own check. */
const move = z.object({ move: z.enum(["left", "right"]), speed: z.number().min(0).max(1) });
const plan = z.object({ goal: z.string(), moves: z.array(move), note: z.union([z.string(), move]).optional() });

const FITTING: Readonly<Record<string, { readonly schema: Schema; readonly value: unknown }>> = {
  "flat object": { schema: move, value: { move: "left", speed: 0.5 } },
  "nested list of 16": {
    schema: plan,
    value: { goal: "home", moves: Array.from({ length: 16 }, () => ({ move: "left", speed: 0.5 })) },
  },
  "union": { schema: plan, value: { goal: "home", moves: [], note: { move: "left", speed: 1 } } },
};

for (const [group, { schema, value }] of Object.entries(FITTING)) {
  const parser = new InputParser(schema, "action");
  Deno.bench("the schema alone", { group, baseline: true }, () => void schema["~standard"].validate(value));
  Deno.bench("InputParser.parse", { group }, () => void parser.parse(value));
}

const OTHERS = {
  "coerced": { move: "left", speed: "0.5" },
  "refused: undeclared key": { move: "left", speed: 0.5, sped: 1 },
  "refused: wrong value": { move: "up", speed: 0.5 },
};

const parser = new InputParser(move, "action");
const fitting = { move: "left", speed: 0.5 };
const group = "flat object, the other ways";
Deno.bench("fitting", { group, baseline: true }, () => void parser.parse(fitting));
for (const [name, value] of Object.entries(OTHERS)) {
  Deno.bench(name, { group }, () => {
    try {
      parser.parse(value);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
    }
  });
}
