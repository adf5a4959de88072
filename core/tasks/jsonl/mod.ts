/**
 * Tasks in files with one JSON object on each line, of any length.
 *
 * ```ts
 * import { tasksFromJsonl } from "@openenv/core/tasks/jsonl";
 *
 * export const tasks = tasksFromJsonl({
 *   train: new URL("./train.jsonl", import.meta.url),
 *   test: new URL("./test.jsonl", import.meta.url),
 * }, { private: ["answer"] });
 * ```
 *
 * Files are opened when a task is requested, so that a contract with such tasks loads anywhere.
 *
 * @module
 */
export { type JsonlOptions, tasksFromJsonl } from "./tasks_from_jsonl.ts";
