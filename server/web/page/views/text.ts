import { useState } from "preact/hooks";
import { hasAnsi, readAnsi, showInvisible } from "../model/ansi.ts";
import { type Child, html } from "./html.ts";

const SHOWN = 2000;

/** Shows a text as it is: colours from ANSI codes, characters that hide made visible, each in its own direction. */
export function Text({ text }: { text: string }): Child {
  const [isWhole, setWhole] = useState(false);
  const part = isWhole || text.length <= SHOWN ? text : text.slice(0, SHOWN);
  return html`<bdi>${toSpans(part)}</bdi>${
    part.length < text.length &&
    html`<button class="more" onClick=${() => setWhole(true)}>
      Show all ${text.length.toLocaleString("en")} characters
    </button>`
  }`;
}

/** Makes the pieces of a text. */
export function toSpans(text: string): Child {
  if (!hasAnsi(text)) return showInvisible(text);
  return readAnsi(text).map(({ text, style }) => html`<span class=${style}>${showInvisible(text)}</span>`);
}
