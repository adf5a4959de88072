/**
 * The program that Node and Bun run: reads tasks from the file that its argument names, and prints them.
 *
 * @module
 */
import { findTask, numTasksOf, taskRangeOf } from "../../core/tasks/mod.ts";
import { tasksFromJsonl } from "../../core/tasks/jsonl/mod.ts";

const tasks = tasksFromJsonl({ train: process.argv[2]! }, { private: ["answer"] });
const read = [await numTasksOf(tasks, "train"), await taskRangeOf(tasks, "train", -2), await findTask(tasks, "two")];
console.log(JSON.stringify(read));
