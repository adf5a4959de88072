import { useEffect, useState } from "preact/hooks";
import { type Child, html } from "./html.ts";
import { showShort } from "../model/changes.ts";
import type { Player } from "../session/player.ts";
import { Toggle } from "./toggle.ts";

/** The options of a reset that choose a task. */
export interface ChosenTask {
  /** The split. */
  readonly split?: string;
  /** The index in the split. */
  readonly index?: number;
}

interface Split {
  readonly name: string;
}

interface Task {
  readonly id: string;
  readonly index: number;
  readonly text: string;
}

/** How many tasks are fetched at once, and shown at first. */
const PAGE = 50;

/** Chooses a task: a split, then one of its tasks, or any. */
export function TaskPicker(
  { player, environment, onChoose }: { player: Player; environment: string; onChoose: (task: ChosenTask) => void },
): Child {
  const [splits, setSplits] = useState<readonly Split[]>([]);
  const [split, setSplit] = useState<string>();
  const [chosen, setChosen] = useState<number>();
  useEffect(() => {
    player.server!.tasks<Split[]>(environment, "splits").then(setSplits, (error) => player.fail(error));
  }, [environment]);
  const choose = (name: string | undefined, index?: number) => {
    setSplit(name);
    setChosen(index);
    onChoose({ ...(name === undefined ? {} : { split: name }), ...(index === undefined ? {} : { index }) });
  };
  return html`<fieldset class="group tasks">
    <legend>task</legend>
    <div class="choices" role="group" aria-label="Split">
      ${
    [undefined, ...splits.map(({ name }) => name)].map((name) =>
      html`<${Toggle} on=${split === name} label=${name ?? "any"} onClick=${() => choose(name)} />`
    )
  }
    </div>
    ${
    split !== undefined &&
    html`<${TaskList} key=${split} ...${{ player, environment, split, chosen }} onPick=${(index?: number) =>
      choose(split, index)} />`
  }
  </fieldset>`;
}

interface TaskListProps {
  readonly player: Player;
  readonly environment: string;
  readonly split: string;
  readonly chosen: number | undefined;
  readonly onPick: (index?: number) => void;
}

function TaskList({ player, environment, split, chosen, onPick }: TaskListProps): Child {
  const [tasks, setTasks] = useState<readonly Task[]>([]);
  const [count, setCount] = useState<number>();
  const [words, setWords] = useState("");
  const load = async (until: number) => {
    const body = { split, start: tasks.length, stop: until };
    const { tasks: more } = await player.server!.tasks<{ tasks: Record<string, unknown>[] }>(
      environment,
      "task_range",
      body,
    );
    setTasks([...tasks, ...more.map((task, index) => toTask(task, tasks.length + index))]);
  };
  const tryTo = (work: Promise<unknown>) => work.catch((error) => player.fail(error));
  useEffect(() => {
    tryTo(load(PAGE));
    player.server!.tasks<{ num_tasks: number }>(environment, "num_tasks", { split })
      .then(({ num_tasks }) => setCount(num_tasks), () => setCount(undefined)); // an endless split has no number of tasks
  }, []);
  const found = tasks.filter(({ id, text }) => `${id} ${text}`.toLowerCase().includes(words.toLowerCase()));
  const rest = count === undefined ? PAGE : count - tasks.length;
  return html`<div class="task-list">
    <input type="search" aria-label="Search the tasks" placeholder=${`Search ${tasks.length} of ${
    count ?? "endless"
  } tasks`} value=${words}
      onInput=${(event: Event) => setWords((event.target as HTMLInputElement).value)} />
    <ul>
      <li><button type="button" aria-pressed=${chosen === undefined ? "true" : "false"} onClick=${() =>
    onPick()}>any task of ${split}</button></li>
      ${
    found.map(({ id, index, text }) =>
      html`<li key=${index}><button type="button" aria-pressed=${chosen === index ? "true" : "false"} onClick=${() =>
        onPick(index)}>
        <strong>${id}</strong> ${text}</button></li>`
    )
  }
    </ul>
    ${found.length === 0 && html`<p class="hint">None of these tasks has “${words}”.</p>`}
    ${
    rest > 0 &&
    html`<button type="button" class="more" onClick=${() => tryTo(load(tasks.length + Math.min(rest, 500)))}>
      Load ${Math.min(rest, 500)} more tasks</button>`
  }
  </div>`;
}

function toTask({ id, ...rest }: Record<string, unknown>, index: number): Task {
  const texts = Object.values(rest).map((value) => typeof value === "string" ? value : showShort(value, 200));
  return { id: String(id), index, text: texts.join(" · ") };
}
