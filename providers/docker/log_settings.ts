/** The settings for reading a log. */
export interface LogSettings {
  /** Standard output. */
  readonly stdout: true;
  /** Standard error. */
  readonly stderr: true;
  /** `false` ends with what there is. */
  readonly follow: false;
  /** How many of the last lines. */
  readonly tail?: number;
}
