import type { Rendering } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import { toTable } from "../shared/text_table.ts";

/** Colours and other attributes; nothing else of a terminal's language is let through. */
// deno-lint-ignore no-control-regex -- these are what it is about
const STYLE = /\x1b\[[\d;]*m/g;
/** Any sequence that a terminal would obey. */
// deno-lint-ignore no-control-regex -- these are what it is about
const SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|.)?/g;
/** Control characters except line breaks and tabs, and those that turn the direction of text. */
// deno-lint-ignore no-control-regex -- these are what it is about
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The styles that are used. */
const STYLES = { bold: "1", faint: "2", red: "31", green: "32", yellow: "33", cyan: "36" } as const;

/** Writes texts for a terminal, with or without colours. */
export class TerminalText {
  readonly #colors: boolean;

  /** Creates a writer. */
  constructor(colors: boolean) {
    this.#colors = colors;
  }

  /** Puts a text in a style. */
  style(style: keyof typeof STYLES, text: string): string {
    return this.#colors ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text;
  }

  /** Makes a text of an environment harmless: its colours stay, but it can't move the cursor or do anything else. */
  clean(text: string): string {
    if (!this.#colors) return toPlain(text);
    const styles = text.match(STYLE) ?? [];
    const parts = text.split(STYLE).map((part, index) => toPlain(part) + (styles[index] ?? ""));
    return styles.length === 0 ? parts[0]! : `${parts.join("")}\x1b[0m`;
  }

  /** Draws what a terminal can show of a drawing: its text and its table; `undefined` if it has neither. */
  draw({ text, table }: Rendering): string | undefined {
    const parts = text === undefined ? [] : [this.clean(text).trimEnd()];
    if (table !== undefined) {
      const rows = table.rows.map((row) => row.map((cell) => toPlain(String(cell ?? ""))));
      const columns = table.columns ?? rows[0]?.map(() => "") ?? [];
      const lines = toTable(columns.map(toPlain), rows);
      parts.push((table.columns === undefined ? lines.slice(1) : lines).join("\n"));
    }
    return parts.length === 0 ? undefined : parts.join("\n");
  }

  /** Writes a value as lines: a key each, texts as they are. */
  describe(value: unknown, indent = ""): string {
    if (typeof value === "string") {
      const text = this.clean(value);
      return text.includes("\n") && indent !== "" ? `\n${text.trimEnd().replaceAll(/^/gm, indent)}` : text;
    }
    if (!isRecord(value) || (indent !== "" && Object.keys(value).length === 0)) {
      return this.clean(JSON.stringify(value) ?? "");
    }
    const lines = Object.entries(value).map(([key, part]) => {
      const written = this.describe(part, `${indent}  `);
      const isBelow = isRecord(part) && Object.keys(part).length > 0;
      const space = isBelow || written.startsWith("\n") ? "" : " ";
      return `${indent}${this.style("cyan", this.clean(key))}:${space}${isBelow ? "\n" : ""}${written}`;
    });
    return lines.join("\n");
  }
}

function toPlain(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(SEQUENCE, "").replace(CONTROL, "");
}
