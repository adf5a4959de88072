import { useMemo, useState } from "preact/hooks";
import { type Child, html } from "./html.ts";
import { toValue } from "../model/drafts.ts";
import type { Field } from "../model/schema_fields.ts";
import { isGone, type Player } from "../session/player.ts";
import type { About } from "../session/server.ts";
import { SchemaForm } from "./schema_form.ts";
import { type ChosenTask, TaskPicker } from "./task_picker.ts";

/** What the form asks for by itself. */
const OWN = ["seed", "episode_id", "split", "index", "task_id", "max_steps"];

const SEED: Field = { kind: "number", label: "seed", integer: true, min: 0 };

/** The form that begins an episode. */
export function ResetForm({ player, about }: { player: Player; about: About }): Child {
  const { busy, episode, problem } = player.state;
  const [seed, setSeed] = useState("");
  const [task, setTask] = useState<ChosenTask>({});
  const schema = useMemo(() => ownOptions(about.schemas.resetOptions), [about]);
  const refused = problem?.of === "reset" && !isGone(problem) ? problem.fields : undefined;
  const ownProblem = seed.trim() === "" ? undefined : toValue(SEED, seed).problems[0]?.message;
  const seedProblem = ownProblem ?? refused?.find(({ path }) => path[0] === "seed")?.message;
  const begin = (options: unknown) => {
    if (ownProblem !== undefined) return;
    const chosen = seed.trim() === "" ? {} : { seed: Number(seed) };
    player.reset({ ...(options as object), ...task, ...chosen });
  };
  return html`<div class="card">
    <h2>${episode === undefined ? "Start an episode" : "New episode"}</h2>
    ${Boolean(about.tasks) && html`<${TaskPicker} player=${player} environment=${about.name} onChoose=${setTask} />`}
    <div class="field">
      <label for="seed">seed <span class="hint">optional</span></label>
      <div class="row">
        <input id="seed" inputmode="numeric" autocomplete="off" placeholder="drawn by the server" value=${seed}
          aria-describedby=${seedProblem === undefined ? undefined : "seed-problem"}
          onInput=${(event: Event) => setSeed((event.target as HTMLInputElement).value)} />
        <button type="button" class="icon" title="Draw a seed" aria-label="Draw a seed"
          onClick=${() => setSeed(String(Math.floor(Math.random() * 1e6)))}>⚄</button>
      </div>
      ${seedProblem !== undefined && html`<p class="wrong-note" id="seed-problem" role="alert">${seedProblem}</p>`}
    </div>
    <${SchemaForm} id="reset" schema=${schema} submit=${episode === undefined ? "Start" : "Reset"} disabled=${
    busy !== undefined
  }
      refused=${refused} onSubmit=${begin} />
  </div>`;
}

/** The contract's own options, without those that every environment has. */
function ownOptions(schema: unknown): unknown {
  const { properties = {}, required = [], ...rest } = (schema ?? {}) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  const own = Object.entries(properties).filter(([name]) => !OWN.includes(name));
  return {
    ...rest,
    type: "object",
    properties: Object.fromEntries(own),
    required: required.filter((name) => !OWN.includes(name)),
  };
}
