import type { Rubric } from "./rubric.ts";
import { invalidRubric } from "./scoring_failure.ts";

/** Walks the tree below a rubric, depth first, parents before children. Throws for cycles and rubrics in two places. */
export function walkTree(root: Rubric, prefix: string): [path: string, rubric: Rubric][] {
  const found: [string, Rubric][] = [];
  const places = new Map<Rubric, string>();
  const ancestors = new Set<Rubric>([root]);
  const visit = (rubric: Rubric, path: string) => {
    for (const [name, child] of rubric.namedChildren()) {
      const place = path === "" ? name : `${path}.${name}`;
      if (ancestors.has(child)) {
        throw invalidRubric(child, "cycle", "it contains itself, so that its score would need its score", place);
      }
      const other = places.get(child);
      if (other !== undefined) {
        throw invalidRubric(child, "used_twice", `it is used at "${other}" too, make one rubric for each place`, place);
      }
      places.set(child, place);
      found.push([place, child]);
      ancestors.add(child);
      visit(child, place);
      ancestors.delete(child);
    }
  };
  visit(root, prefix);
  return found;
}
