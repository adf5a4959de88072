import type { Random } from "@openenv/core";
import { showBoolean } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";

/** A course, and one that has to be taken before it. */
type Prerequisite = readonly [course: number, earlier: number];

/** Decides whether courses can be taken in some order. */
export const courseSchedule = defineGenerator({
  defaults: {
    min_num_courses: 5,
    max_num_courses: 10,
    min_num_prerequisites: 1,
    max_num_prerequisites: 2,
    min_cycle_length: 3,
    max_cycle_length: 5,
    p_solvable: 0.5,
  },
  rules: [
    "3 <= min_num_courses <= max_num_courses <= 200",
    "1 <= min_num_prerequisites <= max_num_prerequisites <= 20",
    "3 <= min_cycle_length <= max_cycle_length <= 200",
    "0 <= p_solvable <= 1",
  ],
  difficulty: { num_courses: "num_courses", num_prerequisites: "num_prerequisites", cycle_length: "cycle_length" },
  generate(config, random) {
    const count = random.int(config.min_num_courses, config.max_num_courses);
    const courses = random.shuffle(Array.from({ length: count }, (_, course) => course));
    const solvable = random.bool(config.p_solvable);
    const wanted = courses.flatMap((course, place): Prerequisite[] => {
      const most = random.int(config.min_num_prerequisites, config.max_num_prerequisites);
      return random.shuffle(courses.slice(0, place)).slice(0, most).map((earlier) => [course, earlier]);
    });
    const cycle = solvable
      ? []
      : drawCycle(courses, random.int(config.min_cycle_length, config.max_cycle_length), random);
    const different = new Map([...wanted, ...cycle].map((pair) => [pair.join(), pair]));
    const prerequisites = random.shuffle([...different.values()]);
    const solution = canFinish(prerequisites);
    const list = prerequisites.map(([course, earlier]) => `(${course}, ${earlier})`).join(", ");
    return {
      question: `There are a total of ${count} courses you have to take, labeled from 0 to ${count - 1}.\n\n` +
        "You are given the following list of prerequisites, where prerequisites[i] = (a_i, b_i) indicates that you " +
        `must first take course b_i if you want to take course a_i:\n[${list}]\n\n` +
        "Return True if you can finish all courses considering the prerequisites, or False otherwise.\n",
      answer: showBoolean(solution),
      metadata: { courses, prerequisites, solution, solvable },
    };
  },
  score: scoreExact,
});

function drawCycle(courses: readonly number[], length: number, random: Random): Prerequisite[] {
  const chosen = random.shuffle(courses).slice(0, length);
  return chosen.map((course, place) => [course, chosen[(place + 1) % chosen.length]!]);
}

/** Takes courses without open prerequisites, as long as there are any. */
function canFinish(prerequisites: readonly Prerequisite[]): boolean {
  let open = prerequisites;
  for (;;) {
    const blocked = new Set(open.map(([course]) => course));
    const left = open.filter(([, earlier]) => blocked.has(earlier));
    if (left.length === open.length) return left.length === 0;
    open = left;
  }
}
