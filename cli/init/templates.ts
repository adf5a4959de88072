import denoConfig from "../templates/deno.json.txt" with { type: "text" };
import dockerignore from "../templates/dockerignore.txt" with { type: "text" };
import gameContract from "../templates/game/contract.ts.txt" with { type: "text" };
import gameEnvironment from "../templates/game/environment.ts.txt" with { type: "text" };
import gameManifest from "../templates/game/openenv.yaml.txt" with { type: "text" };
import gameMod from "../templates/game/mod.ts.txt" with { type: "text" };
import gameOracle from "../templates/game/oracle.ts.txt" with { type: "text" };
import gameReadme from "../templates/game/README.md.txt" with { type: "text" };
import gameTest from "../templates/game/environment_test.ts.txt" with { type: "text" };
import gitignore from "../templates/gitignore.txt" with { type: "text" };
import main from "../templates/main.ts.txt" with { type: "text" };
import server from "../templates/server.ts.txt" with { type: "text" };
import tasksContract from "../templates/tasks/contract.ts.txt" with { type: "text" };
import tasksEnvironment from "../templates/tasks/environment.ts.txt" with { type: "text" };
import tasksManifest from "../templates/tasks/openenv.yaml.txt" with { type: "text" };
import tasksMod from "../templates/tasks/mod.ts.txt" with { type: "text" };
import tasksOracle from "../templates/tasks/oracle.ts.txt" with { type: "text" };
import tasksReadme from "../templates/tasks/README.md.txt" with { type: "text" };
import tasksTasks from "../templates/tasks/tasks.ts.txt" with { type: "text" };
import tasksTest from "../templates/tasks/environment_test.ts.txt" with { type: "text" };
import toolsContract from "../templates/tools/contract.ts.txt" with { type: "text" };
import toolsEnvironment from "../templates/tools/environment.ts.txt" with { type: "text" };
import toolsManifest from "../templates/tools/openenv.yaml.txt" with { type: "text" };
import toolsMod from "../templates/tools/mod.ts.txt" with { type: "text" };
import toolsOracle from "../templates/tools/oracle.ts.txt" with { type: "text" };
import toolsReadme from "../templates/tools/README.md.txt" with { type: "text" };
import toolsTest from "../templates/tools/environment_test.ts.txt" with { type: "text" };
import toolsTools from "../templates/tools/tools.ts.txt" with { type: "text" };

/** A file of a new package. */
export interface PackageFile {
  /** Its path in the package, with forward slashes. */
  readonly name: string;
  /** A description in a few words. */
  readonly summary: string;
  /** Its contents. */
  readonly text: string;
}

/** What a new package can start from. */
export type TemplateName = "game" | "tools" | "tasks";

/** The templates and what each is, in a few words; the first is the default. */
export const TEMPLATES: Readonly<Record<TemplateName, string>> = {
  game: "an agent guesses a number",
  tools: "an agent calls tools, also as a client of the Model Context Protocol",
  tasks: "an agent answers questions, some for training and some for testing, scored by a rubric",
};

const CONTRACT = {
  name: "contract.ts",
  summary: "what a client needs to know: actions, observations, rules",
};
const ENVIRONMENT = { name: "environment.ts", summary: "the world: what a reset and a step do" };
const TEST = { name: "environment_test.ts", summary: "the tests" };
const ORACLE = { name: "oracle.ts", summary: "a player that reaches the best reward; the checks play it" };
const MOD = { name: "mod.ts", summary: "what others import" };
const MANIFEST = { name: "openenv.yaml", summary: "the manifest: what the package is and promises" };
const README = { name: "README.md", summary: "what players and trainers read" };

// The files end in `.txt`: the registry rewrites the imports of what looks like code, and leaves texts alone.
const OWN_FILES: Readonly<Record<TemplateName, readonly PackageFile[]>> = {
  game: [
    { ...CONTRACT, text: gameContract },
    { ...ENVIRONMENT, text: gameEnvironment },
    { ...TEST, text: gameTest },
    { ...ORACLE, text: gameOracle },
    { ...MOD, text: gameMod },
    { ...MANIFEST, text: gameManifest },
    { ...README, text: gameReadme },
  ],
  tools: [
    { name: "tools.ts", summary: "the tools: their arguments, and what a call does", text: toolsTools },
    { ...ENVIRONMENT, summary: "the world that the tools work on, made for each episode", text: toolsEnvironment },
    {
      ...CONTRACT,
      summary: "what a client needs to know: the tools, their arguments, their results",
      text: toolsContract,
    },
    { ...TEST, text: toolsTest },
    { ...ORACLE, text: toolsOracle },
    { ...MOD, text: toolsMod },
    { ...MANIFEST, text: toolsManifest },
    { ...README, text: toolsReadme },
  ],
  tasks: [
    { name: "tasks.ts", summary: "the tasks that episodes are about, with private answers", text: tasksTasks },
    { ...CONTRACT, text: tasksContract },
    { ...ENVIRONMENT, text: tasksEnvironment },
    { ...TEST, text: tasksTest },
    { ...ORACLE, text: tasksOracle },
    { ...MOD, text: tasksMod },
    { ...MANIFEST, text: tasksManifest },
    { ...README, text: tasksReadme },
  ],
};

const SHARED_FILES: readonly PackageFile[] = [
  { name: "server.ts", summary: "the world as an app", text: server },
  { name: "main.ts", summary: "the app on a port", text: main },
  { name: "deno.json", summary: "tasks and imports", text: denoConfig },
  { name: ".dockerignore", summary: "what stays out of an image", text: dockerignore },
  { name: ".gitignore", summary: "what is not committed", text: gitignore },
];

/** Lists the files of a template, with places such as `{{name}}` in their texts. */
export function listTemplateFiles(template: TemplateName): readonly PackageFile[] {
  return [...OWN_FILES[template], ...SHARED_FILES];
}
