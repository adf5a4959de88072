import { useState } from "preact/hooks";
import { type Child, html } from "./html.ts";
import type { Frame } from "../model/episode.ts";
import { LANGUAGES, writeSnippet } from "../model/snippets.ts";
import type { Player } from "../session/player.ts";
import { copyText } from "./copy_text.ts";
import { Toggle } from "./toggle.ts";

/** The call that is shown, as a program to copy. */
export function CallCode({ player, frame }: { player: Player; frame: Frame }): Child {
  const [language, setLanguage] = useState<(typeof LANGUAGES)[number]>("TypeScript");
  const { about, episode, origin } = player.state;
  const { server } = player;
  const { seed } = episode!.header;
  const first = episode!.frame(0) as Frame & { type: "reset" };
  const options = { ...first.options, ...(seed === undefined ? {} : { seed }) };
  const code = writeSnippet(language, {
    url: server?.url ?? "http://localhost:8000",
    control: about?.control,
    verb: frame.type,
    value: frame.type === "step" ? frame.action : options,
    options,
    session: origin === "live" ? server?.session : undefined,
    token: server?.hasToken ?? false,
  });
  return html`
    <details class="card code-card">
      <summary>
        <h2>This call as code</h2>
      </summary>
      <div class="choices" role="group" aria-label="Language">
          ${LANGUAGES.map((one) =>
            html`<${Toggle} on=${one === language} label=${one} onClick=${() => setLanguage(one)} />`
          )}
          <button type="button" class="small" onClick=${(event: Event) =>
            copyText(code, event.currentTarget as HTMLElement)}>Copy</button>
        </div>
      <pre class="snippet" tabindex="0" aria-label=${`The call in ${language}`}>${code}</pre>
    </details>
  `;
}
