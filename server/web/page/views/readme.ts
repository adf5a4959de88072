import { useEffect, useRef, useState } from "preact/hooks";
import { type Child, html } from "./html.ts";

/** Opens the environment's README. */
export function ReadmeButton({ text }: { text: string }): Child {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return html`
    <button onClick=${open}>Readme</button>
    <dialog ref=${dialog} class="readme" aria-label="Readme" onClose=${() => setOpen(false)}>
          <form method="dialog" class="row end"><button class="icon" aria-label="Close">×</button></form>
          ${isOpen && html`<${Markdown} text=${text} />`}
        </dialog>
  `;
}

/** Markdown as HTML, without anything in it that could run or load. */
function Markdown({ text }: { text: string }): Child {
  const body = useRef<HTMLElement>(null);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    renderMarkdown(text).then(
      (nodes) => body.current?.replaceChildren(nodes),
      (error) => setFailure(`The README cannot be shown: ${error.message}`),
    );
  }, [text]);
  return html`${
    failure !== undefined && html`<p role="alert">${failure}</p>`
  }<article ref=${body} class="markdown" tabindex="0"></article>`;
}

interface Libraries {
  readonly marked: { parse(text: string, options: { async: false }): string };
  readonly purify: { sanitize(html: string, options: object): DocumentFragment };
}

async function renderMarkdown(text: string): Promise<DocumentFragment> {
  const { marked, purify }: Libraries = await import(new URL("markdown.js", import.meta.url).href);
  const nodes = purify.sanitize(marked.parse(text, { async: false }), {
    RETURN_DOM_FRAGMENT: true,
    FORBID_TAGS: ["style", "form", "input", "button", "iframe"],
    FORBID_ATTR: ["style"],
  });
  for (const link of nodes.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  for (const code of nodes.querySelectorAll("pre")) code.tabIndex = 0; // so that a keyboard can scroll it
  for (const cell of nodes.querySelectorAll("th:empty")) cell.replaceWith(document.createElement("td"));
  for (const image of nodes.querySelectorAll("img")) {
    // The page loads nothing from elsewhere, and the server has the text of the README only.
    if (!image.src.startsWith("data:")) image.replaceWith(image.alt === "" ? "" : `[picture: ${image.alt}]`);
  }
  return nodes;
}
