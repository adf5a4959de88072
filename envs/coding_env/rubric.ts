import { Rubric } from "@openenv/core";
import type { CodeAction, CodeObservation } from "./models.ts";

/** The environment's findings about a step, which its rubric scores. */
export type Findings =
  | { readonly kind: "free"; readonly violation: string | undefined; readonly parses: boolean }
  | { readonly kind: "task"; readonly passed: number; readonly total: number };

/** Where the findings of the latest step are. */
interface Step {
  findings: Findings;
}

const VIOLATION = -1;
const BREVITY = 0.1;
const BREVITY_CHARS = 100;
const SYNTAX_ERROR = -0.2;

abstract class Part extends Rubric<CodeAction, CodeObservation> {
  /** The step to score; a private field, since it is no rubric. */
  readonly #step: Step;

  constructor(step: Step) {
    super();
    this.#step = step;
  }

  protected get findings(): Findings {
    return this.#step.findings;
  }
}

/** -1 for a program with a dangerous import or call. */
class Safety extends Part {
  override forward(): number {
    return this.findings.kind === "free" && this.findings.violation !== undefined ? VIOLATION : 0;
  }
}

/** 0.1 for a short program, -0.2 for one that does not parse. */
class Quality extends Part {
  override forward({ code }: CodeAction): number {
    if (this.findings.kind !== "free") return 0;
    const isShort = Array.from(code.trim()).length <= BREVITY_CHARS;
    return (isShort ? BREVITY : 0) + (this.findings.parses ? 0 : SYNTAX_ERROR);
  }
}

/** The part of the hidden tests that pass. */
class Tests extends Part {
  override forward(): number {
    return this.findings.kind === "task" ? this.findings.passed / this.findings.total : 0;
  }
}

/** The reward of a step: of an episode with a task the part of its tests that pass, of another safety and quality. */
export class CodingRubric extends Rubric<CodeAction, CodeObservation> {
  readonly #step: Step;
  /** Scores dangerous programs. */
  readonly safety: Rubric<CodeAction, CodeObservation>;
  /** Scores length and syntax. */
  readonly quality: Rubric<CodeAction, CodeObservation>;
  /** Scores the tests. */
  readonly tests: Rubric<CodeAction, CodeObservation>;

  /** Creates the rubric of one instance. */
  constructor() {
    super();
    this.#step = { findings: { kind: "free", violation: undefined, parses: true } };
    this.safety = new Safety(this.#step);
    this.quality = new Quality(this.#step);
    this.tests = new Tests(this.#step);
  }

  /** Sets what the next score is about. */
  judge(findings: Findings): void {
    this.#step.findings = findings;
  }

  /** Adds the parts; those that an episode does not have are 0. */
  override forward(...[action, result]: Parameters<Rubric<CodeAction, CodeObservation>["forward"]>): number {
    const parts = [this.safety, this.quality, this.tests];
    return parts.reduce((sum, part) => sum + (part.score(action, result) as number), 0);
  }
}
