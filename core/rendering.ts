/** A cell of a {@linkcode RenderingTable}. */
export type RenderingCell = string | number | boolean | null;

/** A table that an environment draws. */
export interface RenderingTable {
  /** The names of the columns. Default: the table has no header. */
  readonly columns?: readonly string[];
  /** The rows, each with one cell per column. */
  readonly rows: readonly (readonly RenderingCell[])[];
}

/**
 * A drawing of the situation that an instance is in, for people. Each form that is there is shown; a page prefers
 * pictures, a terminal prefers text.
 */
export interface Rendering {
  /** Plain text in a fixed-width font; ANSI colours are kept. */
  readonly text?: string;
  /** An SVG document. It is shown as a picture: scripts and links in it do nothing. */
  readonly svg?: string;
  /** A PNG file. */
  readonly png?: Uint8Array;
  /** A table. */
  readonly table?: RenderingTable;
}

/** An action that people can take with one click. */
export interface WebAction<A = unknown> {
  /** The text on the button. */
  readonly label: string;
  /** The action, as for `step`. */
  readonly action: A;
}

/** What people see of a session beside its results. */
export interface EpisodeView {
  /** The drawing; absent if the environment has no `render`. */
  readonly rendering?: Rendering;
  /** The one-click actions; absent if the environment has no `webActions`. */
  readonly actions?: readonly WebAction[];
  /**
   * The scores of the rubric's parts in the last step, by path; `null` for a part that did not score. They are recorded
   * from the first view on. Absent if the environment has no rubric.
   */
  readonly parts?: Readonly<Record<string, number | null>>;
}
