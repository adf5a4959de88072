import assert from "node:assert/strict";
import { Ledger } from "./ledger.ts";

/** `a>` sends step a; `a=2` answers it with count 2, `a=2b` as if it were b; `a!` fails, `a?` loses it; `=3` audits. */
function play(events: string): string[] {
  const violations: string[] = [];
  const ledger = new Ledger(violations);
  for (const event of events.split(" ")) {
    const [, step, what, count, about] = /^(\w?)([>=!?])(\d*)(\w?)$/.exec(event) as unknown as string[];
    if (what === ">") ledger.send(step!);
    else if (what === "!") ledger.fail(step!);
    else if (what === "?") ledger.lose(step!);
    else if (step === "") ledger.audit(Number(count));
    else ledger.answer(step!, { count: Number(count), token: about || step! });
  }
  return violations.map((violation) => violation.split(":")[0]!);
}

const CASES: readonly [what: string, events: string, kind?: string][] = [
  ["accepts steps that follow one another", "a> a=1 b> b! c> c=3 =3"],
  ["accepts steps that overtake one another", "a> b> c> b=1 a=3 c=2 =3"],
  ["accepts that a step without a reply was executed", "a> a? b> b=2 =2"],
  ["accepts that a step without a reply was not executed", "a> a? b> b=1 =1"],
  ["reports a step that came twice", "a> a=2", "doubled"],
  ["reports a step that came twice after one without a reply", "a> a? b> b=3", "doubled"],
  ["reports a second reply to one step", "a> a=1 a?", "doubled"],
  ["reports a state that counts more steps than were sent", "a> a=1 =2", "doubled"],
  ["reports a step that was not counted", "a> a! b> b=1", "lost"],
  ["reports a state that counts fewer steps than were executed", "a> a=1 =0", "lost"],
  ["reports a reply about another step", "a> b> a=1b", "swapped"],
  ["reports two steps with one count", "a> b> a=2 b=2", "swapped"],
  ["reports wrong accounts once", "a> a=2 b> b=3 =3", "doubled"],
];

for (const [what, events, kind] of CASES) {
  Deno.test(`Ledger ${what}`, () => assert.deepEqual(play(events), kind === undefined ? [] : [kind]));
}
