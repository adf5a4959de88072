import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { listFiles, ROOT } from "../_tools/workspace.ts";

/** Every page of the checkout. */
const PAGES = (await listFiles(ROOT)).filter((path) => path.endsWith(".md")).map((path) => relative(ROOT, path));

const texts = new Map(
  await Promise.all(PAGES.map(async (page) => [page, await Deno.readTextFile(join(ROOT, page))] as const)),
);

Deno.test("docs/README.md names every page of docs", () => {
  const index = texts.get("docs/README.md")!;
  const pages = PAGES.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
  assert.deepEqual(pages.filter((page) => !index.includes(`](${page.slice("docs/".length)})`)), []);
});

Deno.test("a page over 250 lines has a table of contents that links to all its headings", () => {
  const long = [...texts].filter(([page, text]) =>
    (page === "README.md" || page.startsWith("docs/")) && text.trimEnd().split("\n").length > 250
  );
  assert.ok(long.length > 0);
  for (const [page, text] of long) {
    const [introduction] = withoutBlocks(text).split(/^## /m) as [string];
    const missing = listHeadings(withoutBlocks(text), "##").filter((name) => !introduction.includes(`](#${name})`));
    assert.deepEqual(missing, [], page);
  }
});

Deno.test("links between pages lead somewhere", async () => {
  const broken: string[] = [];
  for (const [page, text] of texts) {
    for (const link of listLinks(text)) {
      if (!await leadsSomewhere(page, link)) broken.push(`${page}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});

/** The targets of the links of a page to files of the checkout, and to its own headings. */
function listLinks(text: string): string[] {
  const prose = withoutBlocks(text).replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!).filter((target) => !/^\w+:/.test(target));
}

function withoutBlocks(text: string): string {
  return text.replace(/^(`{3,})[^]*?^\1`*$/gm, "");
}

async function leadsSomewhere(page: string, link: string): Promise<boolean> {
  const [file, heading] = link.split("#") as [string, string?];
  const path = file === "" ? page : join(dirname(page), decodeURIComponent(file));
  try {
    await Deno.stat(join(ROOT, path));
  } catch {
    return false;
  }
  return heading === undefined || listHeadings(texts.get(path) ?? "").includes(heading);
}

/** The headings of a page as links name them: small letters, dashes for blanks, no punctuation. */
function listHeadings(text: string, level = "#+"): string[] {
  return [...text.matchAll(RegExp(`^${level} (.*)$`, "gm"))].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-")
  );
}
