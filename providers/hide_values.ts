/** Shorter values are no secrets: hiding each `1` or `debug` would make messages unreadable. */
const MIN_LENGTH = 8;

/** Replaces the values of environment variables in a text by their names, as `[OPENENV_TOKEN]`. */
export function hideValues(text: string, variables: Readonly<Record<string, string>>): string {
  const longestFirst = Object.entries(variables).filter(([, value]) => value.length >= MIN_LENGTH)
    .sort(([, a], [, b]) => b.length - a.length);
  for (const [name, value] of longestFirst) {
    // The daemon and many programs quote what they print.
    for (const form of [value, JSON.stringify(value).slice(1, -1)]) text = text.replaceAll(form, `[${name}]`);
  }
  return text;
}
