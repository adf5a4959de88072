import { relative } from "node:path";
import { ROOT } from "../workspace.ts";

/** Folders whose files may break rules that are meant for what is published. */
const FREE_FOLDERS = new Set(["_tools", "bench", "docs", "examples", "tests"]);

/** Folders beside the tests that use them. */
const FIXTURE_FOLDERS = new Set(["testdata", "testing_fixtures"]);

/** Returns the path of a file in the checkout, with forward slashes; it begins with `../` for files elsewhere. */
export function pathInCheckout(filename: string): string {
  return relative(ROOT, filename).replaceAll("\\", "/");
}

/** `true` for a file that is published: not a test, a bench, an example, a tool, or a file outside the checkout. */
export function isPublished(path: string): boolean {
  const parts = path.split("/");
  if (parts[0] === ".." || parts.some((part) => part.startsWith(".") || FIXTURE_FOLDERS.has(part))) return false;
  return !FREE_FOLDERS.has(parts[0]!) && !isTestOrBench(path);
}

/** `true` for a file of core or client, which run in browsers, Node and Bun as well. */
export function isPortable(path: string): boolean {
  return /^(core|client)\//.test(path);
}

/** `true` for `x_test.ts` and `x_bench.ts`. */
export function isTestOrBench(path: string): boolean {
  return /_(test|bench)\.[jt]sx?$/.test(path);
}
