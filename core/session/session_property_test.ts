import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { PuppetStage } from "../testing_fixtures/puppet.ts";
import { makeSession, type OpenSession, TEST_LIMITS } from "../testing_fixtures/open_session.ts";
import { flushPromises } from "../testing_fixtures/settlement.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";

type Mode = "now" | "later" | "throw";

/** The events that a session may see. */
type Event =
  | { readonly kind: "reset" | "step"; readonly mode: Mode }
  | { readonly kind: "wrong reset" | "wrong step" | "state" | "close" | "release" }
  | { readonly kind: "advance"; readonly ms: number }
  | { readonly kind: "factory"; readonly mode: Mode }
  | { readonly kind: "settle"; readonly pick: number; readonly fails: boolean };

const mode = fc.constantFrom<Mode>("now", "later", "later", "throw");
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("step" as const), mode }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("reset" as const), mode }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("settle" as const), pick: fc.nat(5), fails: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("advance" as const), ms: fc.constantFrom(1, 70, 250, 1000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("factory" as const), mode }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("wrong reset" as const, "wrong step" as const, "state" as const, "release" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("close" as const) }) },
);

/** The answer to one call of the test. */
interface Answer {
  readonly tag: number;
  readonly verb: string;
  answers: number;
  code?: string;
  // deno-lint-ignore no-explicit-any -- whatever came
  value?: any;
}

/** The codes that an open session may answer with in these events; any other is a bug. */
const EXPECTED_CODES = new Set([
  "TIMEOUT",
  "SESSION_BROKEN",
  "NOT_RESET",
  "EXECUTION_ERROR",
  "FACTORY_ERROR",
  "VALIDATION_ERROR",
]);

/** Drives one session through events and checks the invariants. */
class Play {
  readonly answers: Answer[] = [];
  readonly #stage = new PuppetStage();
  readonly #opened: OpenSession;
  readonly #closings: Promise<void>[] = [];
  readonly #unexpected: string[] = [];

  constructor(factoryMode: "now" | "later") {
    this.#stage.factoryMode = factoryMode;
    this.#opened = makeSession(this.#stage.implementation);
    this.#call("open", () => this.#opened.session.open());
  }

  async run(events: readonly Event[]): Promise<void> {
    await flushPromises();
    for (const event of events) {
      this.#apply(event);
      await flushPromises();
      this.#check();
    }
    await this.#finish();
  }

  #apply(event: Event): void {
    const { session, clock } = this.#opened;
    const tag = this.answers.length;
    switch (event.kind) {
      case "reset":
        return this.#call("reset", () => session.reset({ tag, mode: event.mode, seed: tag }));
      case "step":
        return this.#call("step", () => session.step({ tag, mode: event.mode }));
      case "wrong reset":
        return this.#call("wrong", () => session.reset({ seed: "x" }));
      case "wrong step":
        return this.#call("wrong", () => session.step({ zz: 1 }));
      case "state":
        return this.#call("state", () => session.state());
      case "close":
        return void this.#closings.push(session.close());
      case "release":
        return this.#stage.releaseFactory();
      case "advance":
        return clock.advance(event.ms);
      case "factory":
        this.#stage.factoryMode = event.mode;
        return;
      case "settle":
        return this.#settle(event.pick, event.fails);
    }
  }

  #settle(pick: number, fails: boolean): void {
    const held = this.#stage.held[pick % Math.max(1, this.#stage.held.length)];
    if (fails) held?.reject(new Error("told to fail"));
    else held?.resolve();
  }

  #call(verb: string, call: () => unknown): void {
    const answer: Answer = { tag: this.answers.length, verb, answers: 0 };
    this.answers.push(answer);
    const settle = (part: Partial<Answer>) => {
      Object.assign(answer, part, { answers: answer.answers + 1 });
      const expected = part.code === undefined || EXPECTED_CODES.has(part.code) ||
        (part.code === "SESSION_ERROR" && this.#opened.session.closed);
      if (!expected) this.#unexpected.push(`${verb} ${answer.tag}: ${part.code}`);
    };
    try {
      const value = call();
      if (isPromiseLike(value)) value.then((value) => settle({ value }), ({ code }) => settle({ code }));
      else settle({ value });
    } catch (thrown) {
      settle({ code: (thrown as { code: string }).code });
    }
  }

  #check(): void {
    const { session, closings } = this.#opened;
    assert.deepEqual(this.#stage.violations, []);
    assert.ok(closings() === (session.closed ? 1 : 0), "the slot is freed once, as soon as the session is closed");
    assert.deepEqual(this.#unexpected, []);
    for (const { answers, value, tag } of this.answers) {
      assert.ok(answers <= 1);
      if (value?.observation !== undefined) assert.equal(value.observation.tag, tag, "a call gets its own result");
    }
    if (!session.busy) {
      assert.deepEqual(this.answers.filter(({ answers }) => answers === 0), [], "nobody waits in vain");
    }
    if (session.closed) assert.equal(session.busy, false);
  }

  /** Closes the session, releases everything that is held, and checks that nothing is left behind. */
  async #finish(): Promise<void> {
    const { session, clock } = this.#opened;
    this.#closings.push(session.close());
    await flushPromises();
    while (this.#stage.held.length + this.#stage.heldFactories.length > 0) {
      this.#stage.held[0]?.resolve();
      this.#stage.releaseFactory();
      await flushPromises();
    }
    clock.advance(TEST_LIMITS.closeMs);
    await Promise.all(this.#closings);
    await flushPromises();
    this.#check();
    assert.deepEqual(this.answers.filter(({ answers }) => answers !== 1), [], "each call is answered exactly once");
    assert.equal(clock.deadlines.size, 0, "nobody is on the list of deadlines");
    assert.equal(session.abandoned, 0);
    assert.ok(this.#stage.instances.every(({ closings }) => closings === 1), "every instance is closed once");
  }
}

Deno.test("Session keeps its invariants under any interleaving of calls, overruns, late results and close", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("now" as const, "later" as const),
      fc.array(event, { maxLength: 25 }),
      (factoryMode, events) => new Play(factoryMode).run(events),
    ),
    { numRuns: CASE_COUNT },
  );
});
