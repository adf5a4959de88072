const PLACEHOLDER = /\{(action|observation)\}/g;

/** `true` if a template has a placeholder for the action or the observation. */
export function hasPlaceholder(template: string): boolean {
  return template.search(PLACEHOLDER) >= 0;
}

/**
 * Fills a judge's template. Each value is put between two marker lines of its own, which do not occur in it.
 *
 * Nothing that an agent writes can end its own part, since the marker is chosen after the text was written. The agent's
 * text is not searched for placeholders.
 */
export function fillTemplate(
  template: string,
  parts: { readonly action: string; readonly observation: string },
): string {
  const marker = chooseMarker(template + parts.action + parts.observation);
  return template.replace(PLACEHOLDER, (_, name: keyof typeof parts) => {
    return `\n<<<${marker} ${name}\n${parts[name]}\n${marker}>>>\n`;
  });
}

/** Formats a value for a judge: text as it is, everything else as JSON. */
export function writeValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 2) ?? String(value);
}

function chooseMarker(text: string): string {
  for (let number = 1;; number++) {
    const marker = `DATA_${number}`;
    if (!text.includes(marker)) return marker;
  }
}
