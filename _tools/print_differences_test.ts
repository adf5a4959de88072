import assert from "node:assert/strict";
import { DIFFERENCES } from "../tests/vectors/differences.ts";
import { renderDifferences, splitPage } from "./print_differences.ts";

Deno.test("docs/compatibility.md ends with the sections that tests/vectors/differences.json prints", async () => {
  const page = await Deno.readTextFile(new URL("../docs/compatibility.md", import.meta.url));
  // The formatter fills lines its own way.
  const words = (text: string) => text.split(/\s+/);
  const printed = renderDifferences();
  assert.deepEqual(
    words(splitPage(page).sections),
    words(printed),
    "print it again: deno run -A _tools/print_differences.ts",
  );
  assert.equal(printed.match(/^### D\d+: /gm)?.length, DIFFERENCES.length);
});

Deno.test("renderDifferences() names what checks a difference, if anything does", () => {
  const difference = {
    id: "D1",
    title: "Colour",
    theirs: "Red.",
    ours: "Blue.",
    why: "Taste.",
    checkedBy: ["1", "20"],
  };
  assert.equal(
    renderDifferences([difference, { ...difference, id: "D2", checkedBy: [] }]),
    `### D1: Colour

- **Python:** Red.
- **Deno:** Blue.
- **Why:** Taste.
- **Checked by:** 1, 20

### D2: Colour

- **Python:** Red.
- **Deno:** Blue.
- **Why:** Taste.
`,
  );
});

Deno.test("splitPage() refuses a page without a section about a difference", () => {
  assert.deepEqual(splitPage("# Page\n\n### D1: x\n"), { before: "# Page\n\n", sections: "### D1: x\n" });
  assert.throws(() => splitPage("# Page\n"), /Cannot find the differences/);
});
