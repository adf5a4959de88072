/** Writes a number of bytes for people, in decimal megabytes as Docker does. */
export function toMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
