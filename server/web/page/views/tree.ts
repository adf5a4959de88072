import { useState } from "preact/hooks";
import type { Changes } from "../model/changes.ts";
import { type Child, classes, html } from "./html.ts";
import { Text } from "./text.ts";

/** How many entries of an object or a list are shown at first, and with each press of the button. */
const PAGE = 100;
/** Lists of short values up to this many characters fit on one line. */
const LINE = 90;
/** Branches above this depth are open at first, unless they are long. */
const OPEN_DEPTH = 3;
/** Branches with a change in them are open above this depth. */
const CHANGED_DEPTH = 16;

/** Properties of {@linkcode Tree}. */
export interface TreeProps {
  /** The value. */
  readonly value: unknown;
  /** The value before, to mark what has changed. */
  readonly before?: unknown;
  /** The changes between the two. */
  readonly changes?: Changes;
}

/** Shows a value as a tree that can be opened and closed. Long parts say how much more there is. */
export function Tree({ value, before, changes }: TreeProps): Child {
  return html`
    <div class="tree">
      <${Node} value=${value} before=${before} changes=${changes} depth=${0} />
    </div>
  `;
}

interface NodeProps extends TreeProps {
  readonly name?: string | number;
  readonly depth: number;
}

function Node({ name, value, before, changes, depth }: NodeProps): Child {
  const isBranch = typeof value === "object" && value !== null;
  if (!isBranch || isShortList(value)) {
    const isChanged = changes !== undefined && changes.count > 0 && !isSame(before, value, changes);
    return html`<div class=${classes("leaf", isChanged && "changed")}>
      ${name !== undefined && html`<${Key} name=${name} />`}<${Leaf} value=${value} />
      ${isChanged && html`<${Was} before=${before} />`}
    </div>`;
  }
  return html`<${Branch} ...${{ name, value, before, changes, depth }} />`;
}

/** What is inside of a branch is made when it is opened. One with a change in it opens by itself. */
function Branch({ name, value, before, changes, depth }: NodeProps): Child {
  const [chosen, choose] = useState<boolean>();
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((one, index) => [index, one])
    : Object.entries(value as object);
  const holds = changes?.holdsChange(value as object) ?? false;
  const isOpen = chosen ?? ((holds && depth < CHANGED_DEPTH) || (depth < OPEN_DEPTH && entries.length <= 30));
  const inside = () => {
    const columns = columnsOf(value);
    return columns === undefined
      ? html`<${Entries} entries=${entries} value=${value} ...${{ before, changes, depth }} />`
      : html`<${Records} rows=${value} ...${{ columns, before, changes }} />`;
  };
  if (name === undefined) return inside();
  const toggle = (event: Event) => {
    const { open } = event.target as HTMLDetailsElement;
    if (open !== isOpen) choose(open);
  };
  return html`
    <details open=${isOpen} class=${classes(holds && "holds")} onToggle=${toggle}>
      <summary><${Key} name=${name} /><span class="count">${countOf(value, entries.length)}</span></summary>
      ${isOpen && inside()}
    </details>
  `;
}

interface RecordsProps extends Omit<TreeProps, "value"> {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly columns: readonly string[];
}

/** A list of records with the same keys and short values is a table. */
function Records({ rows, columns, before, changes }: RecordsProps): Child {
  const isMarked = (row: object, index: number, column: string) => {
    if (changes === undefined || changes.count === 0) return false;
    const earlier = readKey(before, index);
    return earlier === undefined || !Object.is(readKey(earlier, column), readKey(row, column));
  };
  const cell = (row: Readonly<Record<string, unknown>>, index: number, column: string) => {
    const style = classes(typeof row[column] === "number" && "number", isMarked(row, index, column) && "changed");
    return html`
      <td class=${style}>
        <${Leaf} value=${row[column]} />
      </td>
    `;
  };
  return html`
    <div class="scroll" tabindex="0" role="group" aria-label="Table">
      <table class="records">
        <thead>
          <tr>${columns.map((column) => html`<th scope="col"><bdi>${column}</bdi></th>`)}</tr>
        </thead>
        <tbody>${rows.map((row, index) => html`<tr>${columns.map((column) => cell(row, index, column))}</tr>`)}</tbody>
      </table>
    </div>
  `;
}

/** The columns of a list that is shown as a table; `undefined` for every other value. */
function columnsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length < 2 || value.length > PAGE) return undefined;
  const columns = typeof value[0] === "object" && value[0] !== null ? Object.keys(value[0]) : [];
  if (columns.length === 0 || columns.length > 8) return undefined;
  const isRow = (row: unknown) =>
    typeof row === "object" && row !== null && !Array.isArray(row) && Object.keys(row).join() === columns.join() &&
    Object.values(row).every((cell) => cell === null || (typeof cell !== "object" && String(cell).length <= 60));
  return value.every(isRow) ? columns : undefined;
}

interface EntriesProps extends NodeProps {
  readonly entries: readonly (readonly [string | number, unknown])[];
}

function Entries({ entries, value, before, changes, depth }: EntriesProps): Child {
  const [shown, setShown] = useState(PAGE);
  const gone = goneKeys(before, value, changes);
  const rest = entries.length - shown;
  return html`<div class="entries">
    ${
    entries.slice(0, shown).map(([key, one]) =>
      html`
        <${Node} key=${key} name=${key} value=${one} before=${readKey(before, key)} changes=${changes}
          depth=${depth + 1} />
      `
    )
  }
    ${gone.map((key) => html`<div class="leaf changed gone"><${Key} name=${key} /><span>no longer there</span></div>`)}
    ${entries.length === 0 && html`<span class="count">${Array.isArray(value) ? "empty list" : "empty"}</span>`}
    ${
    rest > 0 && html`
      <div class="pager">
        <button class="more" onClick=${() => setShown(shown + PAGE)}>Show ${Math.min(PAGE, rest)} more</button>
        <button class="more" onClick=${() => setShown(entries.length)}>Show all ${entries.length.toLocaleString(
          "en",
        )}</button>
      </div>
    `
  }
  </div>`;
}

function Key({ name }: { name: string | number }): Child {
  const style = typeof name === "number" ? "key index" : "key";
  return html`<span class=${style}><bdi><${Text} text=${String(name)} /></bdi>:${" "}</span>`;
}

function Leaf({ value }: { value: unknown }): Child {
  if (typeof value === "string") {
    if (value === "") return html`<span class="value none">empty text</span>`;
    const isLong = value.includes("\n") || value.length > 400;
    return html`<span class=${classes("value text", isLong && "block")}><${Text} text=${value} /></span>`;
  }
  const kind = value === null ? "none" : typeof value;
  return html`<span class=${`value ${kind}`}>${
    typeof value === "object" && value !== null ? JSON.stringify(value) : String(value)
  }</span>`;
}

function Was({ before }: { before: unknown }): Child {
  const value = before === "" ? "empty text" : typeof before === "string" ? before : JSON.stringify(before);
  const text = before === undefined ? " new" : ` was ${value}`;
  return html`<span class="was"><${Text} text=${text.length > 120 ? " changed" : text} /></span>`;
}

function countOf(value: unknown, length: number): string {
  if (Array.isArray(value)) return `${length.toLocaleString("en")} ${length === 1 ? "item" : "items"}`;
  return `${length.toLocaleString("en")} ${length === 1 ? "field" : "fields"}`;
}

function isShortList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > LINE / 2) return false;
  return value.every((one) => one === null || typeof one !== "object") && JSON.stringify(value).length <= LINE;
}

function isSame(before: unknown, value: unknown, changes: Changes): boolean {
  if (typeof value !== "object" || value === null) return Object.is(before, value);
  return typeof before === "object" && before !== null && !changes.holdsChange(value);
}

function goneKeys(before: unknown, value: unknown, changes: Changes | undefined): readonly string[] {
  if (changes === undefined || changes.count === 0 || typeof before !== "object" || before === null) return [];
  return Array.isArray(before) ? [] : Object.keys(before).filter((key) => !Object.hasOwn(value as object, key));
}

function readKey(before: unknown, key: string | number): unknown {
  const isThere = typeof before === "object" && before !== null && Object.hasOwn(before, key);
  return isThere ? (before as Record<string, unknown>)[key] : undefined;
}
