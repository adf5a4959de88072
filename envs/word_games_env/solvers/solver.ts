/** Finds the next message in what the game said last. */
export type Solver = (said: string) => string;
