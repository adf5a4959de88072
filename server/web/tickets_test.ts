import assert from "node:assert/strict";
import { Tickets } from "./tickets.ts";

Deno.test("a ticket is good once, and for half a minute", () => {
  let now = 0;
  const tickets = new Tickets(() => now);
  const refused = { code: "UNAUTHORIZED", message: "Cannot answer request: its ticket is unknown, used or too old" };
  const [first, second, late] = [tickets.issue(), tickets.issue(), tickets.issue()];
  assert.match(first, /^[\w-]{43}$/);
  tickets.redeem(second);
  tickets.redeem(first);
  assert.throws(() => tickets.redeem(first), refused);
  assert.throws(() => tickets.redeem(""), refused);
  now = 30_001;
  assert.throws(() => tickets.redeem(late), refused);
});

Deno.test("tickets that are never used take no memory without bound", () => {
  const tickets = new Tickets(() => 0);
  const oldest = tickets.issue();
  const next = tickets.issue();
  for (let count = 0; count < 1023; count++) tickets.issue();
  assert.throws(() => tickets.redeem(oldest), { code: "UNAUTHORIZED" });
  tickets.redeem(next);
});
