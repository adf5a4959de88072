import { resolve } from "node:path";
import plugin from "../lint_plugin.ts";
import { ROOT } from "../workspace.ts";

/** Runs one rule of the plugin over a text as if it stood at `path` in the checkout; returns its messages. */
export function lintSource(rule: string, path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, resolve(ROOT, path), source)
    .filter(({ id }) => id === `${plugin.name}/${rule}`)
    .map(({ message }) => message);
}
