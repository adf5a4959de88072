import { CHOICE, type PageTask, sample } from "./page_task.ts";
import { KINDS, NAMES, PARAGRAPHS, SUBJECTS, WORDS } from "./words.ts";

const ORDINALS = ["1st", "2nd", "3rd", "4th", "5th"];

/** Tasks that a click on the right element ends. */
export const CLICK_TASKS: Readonly<Record<string, PageTask>> = {
  "click-button"(random) {
    const words = sample(random, WORDS, 5);
    const word = random.choice(words);
    const body = words.map((word) => `<button name="choice" value="${word}">${word}</button>`).join(" ");
    return { goal: `Click on the "${word}" button.`, body, expected: { choice: word } };
  },

  "click-link"(random) {
    const words = random.choice(PARAGRAPHS).split(" ");
    const links = sample(random, [...new Set(words.filter((word) => /^[a-z]{4,}$/.test(word)))], 4);
    const text = words.map((word) => links.includes(word) ? `<a href="#" data-choice="${word}">${word}</a>` : word);
    const link = random.choice(links);
    return {
      goal: `Click on the link "${link}".`,
      body: `${CHOICE}<p>${text.join(" ")}</p>`,
      expected: { choice: link },
    };
  },

  "click-tab"(random) {
    const tabs = sample(random, NAMES, 3);
    const words = sample(random, WORDS, 9);
    const body = tabs.map((_, index) => {
      const links = words.slice(index * 3, index * 3 + 3);
      const items = links.map((word) => `<li><a href="#" data-choice="${word}">${word}</a></li>`).join("");
      return `<div id="panel${index}" role="tabpanel"${index === 0 ? "" : " hidden"}><ul>${items}</ul></div>`;
    });
    const buttons = tabs.map((name, index) =>
      `<button type="button" role="tab" aria-selected="${index === 0}" data-show="panel${index}">${name}</button>`
    );
    const at = random.int(3, 8);
    const goal = `Open the tab "${tabs[Math.floor(at / 3)]}" and click on the link "${words[at]}".`;
    return {
      goal,
      body: `${CHOICE}<div role="tablist">${buttons.join("")}</div><div>${body.join("")}</div>`,
      expected: { choice: words[at]! },
    };
  },

  "click-dialog"(random) {
    const [word, other] = sample(random, WORDS, 2);
    const button = random.choice(["Keep", "Discard", "Ask later"]);
    const buttons = ["Keep", "Discard", "Ask later"].map((text) => `<button data-choice="${text}">${text}</button>`);
    const dialog = `<dialog id="dialog" aria-label="${word}"><p>What about the ${word}?</p>${
      buttons.join("")
    }</dialog>`;
    const open = `document.getElementById("dialog").showModal()`;
    return {
      goal: `Open the dialog "${word}" and press "${button}" in it.`,
      body: `${CHOICE}${dialog}<button type="button" onclick='${open}'>${word}</button>` +
        `<button type="button">${other}</button>`,
      expected: { choice: button },
    };
  },

  "click-collapsible"(random) {
    const sections = sample(random, Object.keys(KINDS), 3);
    const wanted = random.choice(sections);
    const words = new Map(sections.map((section) => [section, sample(random, KINDS[section]!, 3)]));
    const word = random.choice(words.get(wanted)!);
    const body = sections.map((section) => {
      const links = words.get(section)!.map((word) => `<a href="#" data-choice="${word}">${word}</a>`);
      return `<details><summary>${section}</summary>${links.join(" ")}</details>`;
    });
    const goal = `Open the section "${wanted}" and click on "${word}" in it.`;
    return { goal, body: CHOICE + body.join(""), expected: { choice: word } };
  },

  "search-engine"(random) {
    const query = random.choice(NAMES);
    const at = random.int(0, ORDINALS.length - 1);
    const [subjects, offset] = [random.shuffle(SUBJECTS), random.int(0, SUBJECTS.length - 1)];
    const search = `<input type="search" aria-label="Search" id="query">` +
      `<button type="button" onclick="location.search = '?query=' + encodeURIComponent(query.value)">Search</button>`;
    const listResults = (text: string) =>
      ORDINALS.map((_, index) => {
        const subject = subjects[(text.length * 3 + offset + index) % subjects.length]!;
        const choice = `${encodeURIComponent(text)}/${index}`;
        return `<li><a href="#" data-choice="${choice}">${subject}</a></li>`;
      }).join("");
    return {
      goal: `Search for "${query}" and click on the ${ORDINALS[at]} result.`,
      body(given) {
        const text = given.get("query") ?? "";
        return `${CHOICE}${search}${text === "" ? "" : `<ol>${listResults(text)}</ol>`}`;
      },
      expected: { choice: `${query}/${at}` },
    };
  },

  "email-inbox"(random) {
    const names = sample(random, NAMES, 5);
    const subjects = sample(random, SUBJECTS, 5);
    const [wanted, deed] = [random.int(0, 4), random.choice(["Delete", "Star", "Forward"])];
    const items = names.map((name, index) => {
      const buttons = ["Delete", "Star", "Forward"].map((deed) =>
        `<button name="choice" value="${deed} ${name}" aria-label="${deed} the message of ${name}">${deed}</button>`
      );
      return `<li><b>${name}</b>: ${subjects[index]} ${buttons.join("")}</li>`;
    });
    const goal = `${deed} the message about "${subjects[wanted]}".`;
    return { goal, body: `<ul>${items.join("")}</ul>`, expected: { choice: `${deed} ${names[wanted]}` } };
  },
};
