import { type Child, html } from "./html.ts";

/** One of several choices, as a button; `symbol` is its key. */
export function Toggle(
  { on, label, symbol, onClick }: { on: boolean; label: string; symbol?: string; onClick: () => void },
): Child {
  return html`<button type="button" class="toggle" aria-pressed=${on ? "true" : "false"} onClick=${onClick}>
    ${symbol && html`<span aria-hidden="true">${symbol} </span>`}${label}
  </button>`;
}
