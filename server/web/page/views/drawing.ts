import type { RecordedRendering } from "@openenv/core/episodes/lines";
import { type Child, html } from "./html.ts";
import { toSpans } from "./text.ts";

/** Shows what an environment has drawn. Pictures are shown as images, so that nothing in them runs. */
export function Drawing({ rendering, alt }: { rendering: RecordedRendering; alt: string }): Child {
  const { svg, png, table, text } = rendering;
  return html`<div class="drawing">
    ${
    svg !== undefined && html`<img alt=${alt} src=${`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} />`
  }
    ${
    png !== undefined && svg === undefined &&
    html`<img alt=${alt} src=${`data:image/png;base64,${png}`} onLoad=${sharpen} />`
  }
    ${
    table !== undefined && html`
      <div class="scroll" tabindex="0" role="group" aria-label="Table">
        <${Table} table=${table} />
      </div>
    `
  }
    ${
    text !== undefined && (svg === undefined && png === undefined ? html`<${Plain} text=${text} />` : html`
      <details>
        <summary>As text</summary>
        <${Plain} text=${text} />
      </details>
    `)
  }
  </div>`;
}

const MOST_PIXELS = 256;

/** The pixels of a small picture stay sharp when it is enlarged. */
function sharpen({ currentTarget }: Event): void {
  const image = currentTarget as HTMLImageElement;
  image.classList.toggle("pixels", image.naturalWidth <= MOST_PIXELS);
}

function Plain({ text }: { text: string }): Child {
  return html`<pre class="ansi" tabindex="0">${toSpans(text)}</pre>`;
}

function Table({ table: { columns, rows } }: { table: NonNullable<RecordedRendering["table"]> }): Child {
  const show = (cell: unknown) => cell === null ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
  return html`<table>
    ${
    columns && html`
      <thead>
        <tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr>
      </thead>
    `
  }
    <tbody>${
    rows.map((row) =>
      html`<tr>${
        row.map((cell) => html`<td class=${typeof cell === "number" ? "number" : ""}>${show(cell)}</td>`)
      }</tr>`
    )
  }</tbody>
  </table>`;
}
