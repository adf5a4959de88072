import { type PageTask, sample, SUBMIT } from "./page_task.ts";
import { KINDS, NAMES, PARAGRAPHS, WORDS } from "./words.ts";

const WORD_NUMBERS = ["1st", "2nd", "3rd", "4th", "5th", "6th"];

/** Tasks whose form has to be filled in. */
export const FORM_TASKS: Readonly<Record<string, PageTask>> = {
  "enter-text"(random) {
    const text = `${random.choice(NAMES)} ${random.choice(WORDS)}`;
    const body = `<label>Text <input name="text" autocomplete="off"></label>${SUBMIT}`;
    return { goal: `Enter "${text}" into the text field and press Submit.`, body, expected: { text } };
  },

  "enter-date"(random) {
    const pad = (value: number) => String(value).padStart(2, "0");
    const [year, month, day] = [random.int(2020, 2029), random.int(1, 12), random.int(1, 28)];
    return {
      goal: `Enter ${day}/${month}/${year} (day, month, year) as the date and press Submit.`,
      body: `<label>Date <input type="date" name="date"></label>${SUBMIT}`,
      expected: { date: `${year}-${pad(month)}-${pad(day)}` },
    };
  },

  "choose-list"(random) {
    const words = sample(random, WORDS, 8);
    const item = random.choice(words.slice(1));
    const options = words.map((word) => `<option>${word}</option>`).join("");
    const body = `<label>Item <select name="item">${options}</select></label>${SUBMIT}`;
    return { goal: `Choose "${item}" from the list and press Submit.`, body, expected: { item } };
  },

  "click-checkboxes"(random) {
    const words = sample(random, WORDS, 6);
    const wanted = words.slice(0, random.int(1, 4));
    const boxes = random.shuffle(words).map((word) =>
      `<label><input type="checkbox" name="box" value="${word}">${word}</label>`
    );
    const list = wanted.map((word) => `"${word}"`).join(", ");
    return {
      goal: `Tick ${list} and nothing else, and press Submit.`,
      body: boxes.join("") + SUBMIT,
      expected: { box: wanted },
    };
  },

  "click-option"(random) {
    const words = sample(random, WORDS, 5);
    const option = random.choice(words);
    const radios = words.map((word) => `<label><input type="radio" name="option" value="${word}">${word}</label>`);
    return {
      goal: `Choose the option "${option}" and press Submit.`,
      body: radios.join("") + SUBMIT,
      expected: { option },
    };
  },

  "login-user"(random) {
    const user = random.choice(NAMES).toLowerCase();
    const password = `${random.choice(WORDS)}${random.int(10, 99)}`;
    return {
      goal: `Log in as "${user}" with the password "${password}".`,
      body: `<label>User <input name="user" autocomplete="off"></label>` +
        `<label>Password <input type="password" name="password"></label><p><button>Log in</button></p>`,
      expected: { user, password },
    };
  },

  "read-table"(random) {
    const names = sample(random, NAMES, 5);
    const rows = names.map((name) => [name, String(random.int(18, 80)), random.choice(KINDS.Fruit!)]);
    const [row, column] = [random.choice(rows), random.int(1, 2)];
    const cells = rows.map((row) => `<tr><th>${row[0]}</th><td>${row[1]}</td><td>${row[2]}</td></tr>`).join("");
    return {
      goal: `Enter the ${["", "age", "favourite fruit"][column]} of ${row[0]} and press Submit.`,
      body: `<table><tr><th>name</th><th>age</th><th>favourite fruit</th></tr>${cells}</table>` +
        `<label>Answer <input name="answer" autocomplete="off"></label>${SUBMIT}`,
      expected: { answer: row[column]! },
    };
  },

  "copy-text"(random) {
    const text = sample(random, PARAGRAPHS.join(" ").match(/\w+/g)!, 12).join(" ");
    return {
      goal: "Copy the text of the first field into the second one and press Submit.",
      body: `<label>Original <textarea readonly rows="3" cols="60">${text}</textarea></label>` +
        `<label>Copy <textarea name="copy" rows="3" cols="60"></textarea></label>${SUBMIT}`,
      expected: { copy: text },
    };
  },

  "find-word"(random) {
    const text = random.choice(PARAGRAPHS);
    const at = random.int(0, WORD_NUMBERS.length - 1);
    return {
      goal: `Enter the ${WORD_NUMBERS[at]} word of the paragraph and press Submit.`,
      body: `<p>${text}</p><label>Word <input name="word" autocomplete="off"></label>${SUBMIT}`,
      expected: { word: text.split(" ")[at]! },
    };
  },

  "simple-arithmetic"(random) {
    const [a, b] = [random.int(2, 20), random.int(2, 20)];
    const [sign, result] = random.choice<[string, number]>([["+", a + b], ["-", a - b], ["x", a * b]]);
    return {
      goal: "Solve the problem, enter the result and press Submit.",
      body: `<p>${a} ${sign} ${b} =</p><label>Result <input name="result" autocomplete="off"></label>${SUBMIT}`,
      expected: { result: String(result) },
    };
  },

  "drag-item"(random) {
    const [kind, other] = sample(random, Object.keys(KINDS), 2);
    const [wanted, left] = [random.choice(KINDS[kind!]!), random.choice(KINDS[other!]!)];
    const drag = `event.dataTransfer.setData("text/plain", this.id)`;
    const drop = `event.preventDefault(); const id = event.dataTransfer.getData("text/plain"); ` +
      `this.append(document.getElementById(id)); placed.value = id + " in " + this.id`;
    const items = random.shuffle([wanted, left]).map((word) =>
      `<li draggable="true" id="${word}" aria-label="${word}" ondragstart='${drag}'>${word}</li>`
    );
    const boxes = random.shuffle([kind!, other!]).map((name) =>
      `<section class="box" id="${name}" aria-label="${name}" ondragover="event.preventDefault()" ` +
      `ondrop='${drop}'>${name}: </section>`
    );
    return {
      goal: `Drag "${wanted}" into the box "${kind}" and press Submit.`,
      body: `<ul>${items.join("")}</ul>${boxes.join("")}<input type="hidden" name="placed" id="placed">${SUBMIT}`,
      expected: { placed: `${wanted} in ${kind}` },
    };
  },
};
