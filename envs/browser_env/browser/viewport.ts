/** The size of a page, in pixels. */
export interface Viewport {
  /** The width. */
  readonly width: number;
  /** The height. */
  readonly height: number;
}
