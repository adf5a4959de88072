import { type Child, html } from "./html.ts";
import type { Player } from "../session/player.ts";

/** Asks for the server's token. */
export function TokenForm({ player }: { player: Player }): Child {
  const { problem, busy } = player.state;
  const send = (event: Event) => {
    event.preventDefault();
    const token = new FormData(event.target as HTMLFormElement).get("token");
    player.start(String(token));
  };
  return html`
    <main class="token">
      <form class="card" onSubmit=${send}>
        <h1>This server asks for its token</h1>
        <p>The page keeps it until this tab is closed.</p>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="off" required />
        ${problem !== undefined && html`<p class="wrong-note" role="alert">${problem.message}</p>`}
        <button class="primary" disabled=${busy !== undefined}>Go on</button>
      </form>
    </main>
  `;
}
