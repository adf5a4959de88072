import { fileURLToPath } from "node:url";

/** The folder of Pyodide, with a slash on the end. Nothing is loaded to find it. */
export const PYODIDE_FOLDER: string = fileURLToPath(new URL(".", import.meta.resolve("pyodide")));
