import assert from "node:assert/strict";
import { z } from "zod";
import { exactly } from "./exactly.ts";
import type { Schema } from "../schema/schema.ts";

interface Move {
  direction: "left" | "right";
  steps?: number;
}

const move = z.object({ direction: z.enum(["left", "right"]), steps: z.number().optional() });

Deno.test("exactly() returns the schema it is given, typed by the interface", () => {
  const typed: Schema<Move> = exactly<Move>()(move);
  assert.equal(typed, move);
});

Deno.test("exactly() takes output and input apart for a schema with defaults", () => {
  interface Given {
    by?: number | undefined;
  }
  interface Taken {
    by: number;
  }
  const schema = z.object({ by: z.number().default(1) });
  const typed: Schema<Given, Taken> = exactly<Taken, Given>()(schema);
  assert.equal(typed, schema);
  // @ts-expect-error the input may omit `by`
  exactly<Taken>()(schema);
  // @ts-expect-error output and input are the wrong way round
  exactly<Given, Taken>()(schema);
});

Deno.test("exactly() does not compile when schema and interface differ, either way", () => {
  // @ts-expect-error the schema lacks a key
  exactly<Move>()(z.object({ direction: z.enum(["left", "right"]) }));
  // @ts-expect-error the schema has a key too many
  exactly<Move>()(move.extend({ speed: z.number() }));
  // @ts-expect-error the schema is wider
  exactly<Move>()(z.object({ direction: z.string(), steps: z.number().optional() }));
  // @ts-expect-error the schema is narrower
  exactly<Move>()(z.object({ direction: z.enum(["left"]), steps: z.number().optional() }));
  // @ts-expect-error the key is optional in the interface alone
  exactly<Move>()(z.object({ direction: z.enum(["left", "right"]), steps: z.number() }));
  // @ts-expect-error the key is optional in the schema alone
  exactly<Required<Move>>()(move);
  // @ts-expect-error the schema is of type any
  exactly<Move>()(z.any());
  // @ts-expect-error it is not a schema
  exactly<Move>()({ direction: "left" });
});
